import { type JSX, render } from "preact";
import { useRef, useState } from "preact/hooks";
import { pagePath } from "../../schemas/page-text.ts";
import { PAGE_PROGRAMS } from "../../schemas/scenario-cast.ts";
import { moment } from "../diagram/time-scale.ts";
import { conversationOf, revealSimulator } from "../turn-to-simulator.ts";
import type { CodeFieldProps } from "./code-field.tsx";
import { draftOf, dropDraft, keepDraft } from "./draft-store.ts";
import { sourceOf } from "./source-text.ts";
import type { TextEditor } from "./text-editor.ts";
import { type CodeShop, type Outcome, Workshop } from "./workshop.ts";

/** The editors that are open, by their files: of each file there is one text. */
const open = new Map<string, HTMLElement>();

/** Opens the editor of a file in the place of its code, or leads to it where it is open already. */
export async function openEditor(figure: HTMLElement, file: string): Promise<void> {
  const there = open.get(file);
  if (there !== undefined) {
    there.scrollIntoView({ block: "nearest" });
    return;
  }
  const simulator = simulatorFor(figure, file);
  if (simulator === null) throw new Error(`No simulator of this page runs ${file}.`);
  const ready = await editorFor(file, simulator);
  const place = document.createElement("div");
  place.className = "editor-place";
  figure.append(place);
  figure.toggleAttribute("data-editing", true);
  open.set(file, figure);
  const close = (): void => {
    render(null, place);
    place.remove();
    figure.toggleAttribute("data-editing", false);
    open.delete(file);
    const button = figure.querySelector<HTMLElement>("[data-edit]");
    if (button !== null) button.textContent = draftOf(file) === null ? "Edit and run" : "Edit yours";
    button?.focus();
  };
  const first = figure.querySelector<HTMLElement>("[data-line]");
  render(
    <CodeEditor
      {...ready}
      line={isPage(file) ? lineLike(ready.lessons, first) : Number(first?.dataset["line"] ?? "1")}
      onClose={close}
      onShow={() => revealSimulator(simulator)}
    />,
    place,
  );
}

/** What an editor of a file needs, with the language that it is written in. */
export async function editorFor(file: string, simulator: string): Promise<ReadyEditor> {
  const [lessons, conversation] = await Promise.all([sourceOf(file), conversationOf(simulator)]);
  if (isPage(file)) {
    const [{ JavaScriptField }, { PageWorkshop }] = await Promise.all([
      import("./javascript-field.tsx"),
      import("./page-workshop.ts"),
    ]);
    const program = PAGE_PROGRAMS.find((name) => pagePath(name) === file);
    if (program === undefined) throw new Error(`${file} is no page's program.`);
    return { file, lessons, Field: JavaScriptField, workshop: new PageWorkshop(conversation, program) };
  }
  const { ElixirField } = await import("./elixir-field.tsx");
  return { file, lessons, Field: ElixirField, workshop: new Workshop(conversation, file) };
}

function isPage(file: string): boolean {
  return file.endsWith(".js");
}

/** The line of the text that reads like the one shown: without the comments for types they count differently. */
function lineLike(text: string, shown: HTMLElement | null): number {
  const wanted = shown?.textContent?.trim() ?? "";
  return (
    1 +
    Math.max(
      0,
      text.split("\n").findIndex((row) => row.trim() === wanted),
    )
  );
}

/** The simulator that runs the file: of the same scene, the next one, or the one before. */
function simulatorFor(figure: HTMLElement, file: string): string | null {
  const name = /([^/]+)\.(?:ex|js)$/.exec(file)?.[1] ?? "";
  const selector = file.startsWith("content/app/")
    ? ".sim-place[data-server]"
    : `.sim-place[data-${isPage(file) ? "pages" : "server"}~="${CSS.escape(name)}"]`;
  const all = [...document.querySelectorAll<HTMLElement>(selector)];
  const inScene = all.find((one) => figure.closest(".scene")?.contains(one));
  const after = all.find(
    (one) => (figure.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
  return (inScene ?? after ?? all.at(-1))?.dataset["simulatorOf"] ?? null;
}

type ReadyEditor = {
  readonly file: string;
  /** The text of the lesson. */
  readonly lessons: string;
  readonly Field: (props: CodeFieldProps) => JSX.Element;
  readonly workshop: CodeShop;
};

/** A text of the site's for the reader to change and to run. */
export function CodeEditor(
  props: ReadyEditor & {
    /** The line to begin at, from 1. */
    readonly line: number;
    readonly onClose: () => void;
    readonly onShow: () => void;
  },
) {
  const { file, line, lessons, Field, workshop, onClose, onShow } = props;
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<TextEditor | null>(null);
  const [own, setOwn] = useState(() => draftOf(file) !== null);
  const [kept, setKept] = useState(true);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  const run = async (): Promise<void> => {
    if (editor.current === null) return;
    setBusy(true);
    try {
      setOutcome(await workshop.run(editor.current.text));
    } catch (error) {
      setOutcome({ is: "failed", message: error instanceof Error ? error.message : String(error) });
    } finally {
      setBusy(false);
    }
  };

  const goTo = (to: number): void => editor.current?.goTo(to, 1);

  return (
    <div class="editor" ref={box}>
      <Field
        file={file}
        label={`${isPage(file) ? "JavaScript" : "Elixir"} of ${file}.`}
        text={draftOf(file) ?? lessons}
        line={line}
        editor={editor}
        check={(text) => workshop.check(text)}
        onChange={(text) => {
          const differs = text !== lessons;
          setOwn(differs);
          if (differs) setKept(keepDraft(file, text));
          else dropDraft(file);
        }}
        onRun={run}
        onEscape={() => box.current?.querySelector<HTMLElement>(".editor-run")?.focus()}
      />
      <div class="editor-bar controls">
        <button type="button" class="editor-run" aria-busy={busy} onClick={run}>
          Run <kbd>Ctrl ⏎</kbd>
        </button>
        <button
          type="button"
          class="link"
          disabled={!own}
          onClick={() => {
            editor.current?.replace(lessons);
            editor.current?.focus();
          }}
        >
          The lesson's text again
        </button>
        <button type="button" class="link" onClick={onClose}>
          Close
        </button>
      </div>
      <p class="editor-outcome" role="status">
        {outcome === null ? null : <OutcomeWords outcome={outcome} onShow={onShow} onGo={goTo} />}
        {kept ? null : " Your browser keeps nothing: what you write is gone when you leave the page."}
      </p>
      <ConsoleLines outcome={outcome} onGo={goTo} />
    </div>
  );
}

function ConsoleLines(props: { readonly outcome: Outcome | null; readonly onGo: (line: number) => void }) {
  const { outcome, onGo } = props;
  const lines = outcome !== null && "console" in outcome ? (outcome.console ?? []) : [];
  if (lines.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <ol class="page-console" aria-label="Console" tabIndex={0}>
      {lines.map(({ client, timeMs, level, text, line }, index) => (
        <li key={index} data-level={level}>
          <span class="problem-place">
            {moment(timeMs)} {client}
          </span>{" "}
          {text}
          {line === null ? null : (
            <>
              {" "}
              <LineButton line={line} onGo={onGo} />
            </>
          )}
        </li>
      ))}
    </ol>
  );
}

function LineButton({ line, onGo }: { readonly line: number; readonly onGo: (line: number) => void }) {
  return (
    <button type="button" class="link" onClick={() => onGo(line)}>
      line {line}
    </button>
  );
}

/** Why it was stopped; the line that it names can be gone to. */
function StoppedWords({
  message,
  onGo,
}: {
  readonly message: string;
  readonly onGo: (line: number) => void;
}) {
  const [, before, line] = /^(.*\b)line (\d+)\.$/s.exec(message) ?? [];
  if (line === undefined) return <>{message}</>;
  return (
    <>
      {before}
      <LineButton line={Number(line)} onGo={onGo} />.
    </>
  );
}

function OutcomeWords(props: {
  readonly outcome: Outcome;
  readonly onShow: () => void;
  readonly onGo: (line: number) => void;
}) {
  const { outcome, onShow, onGo } = props;
  switch (outcome.is) {
    case "same":
      return <>It ran, and nothing differs from the lesson's run.</>;
    case "differs":
      return (
        <>
          It ran. The first difference is at {moment(outcome.fromMs)}:{" "}
          <button type="button" class="link" onClick={onShow}>
            to the simulator
          </button>
        </>
      );
    case "refused":
      return <>Not run. The simulator keeps the last run that could be made.</>;
    case "failed":
      if (outcome.message.startsWith("Stopped"))
        return <StoppedWords message={outcome.message} onGo={onGo} />;
      return <>{`Not run: ${outcome.message}`}</>;
  }
}
