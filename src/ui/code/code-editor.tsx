import { render } from "preact";
import { useRef, useState } from "preact/hooks";
import { moment } from "../diagram/time-scale.ts";
import { conversationOf, revealSimulator } from "../page-simulators.ts";
import { draftOf, dropDraft, keepDraft } from "./draft-store.ts";
import { ElixirField } from "./elixir-field.tsx";
import { sourceOf } from "./source-text.ts";
import type { TextEditor } from "./text-editor.ts";
import { type Outcome, Workshop } from "./workshop.ts";

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
  const [lessons, conversation] = await Promise.all([sourceOf(file), conversationOf(simulator)]);
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
  const line = Number(figure.querySelector<HTMLElement>("[data-line]")?.dataset["line"] ?? "1");
  render(
    <CodeEditor
      file={file}
      line={line}
      lessons={lessons}
      workshop={new Workshop(conversation, file)}
      onClose={close}
      onShow={() => revealSimulator(simulator)}
    />,
    place,
  );
}

/** The simulator that runs the file: of the same scene, the next one, or the one before. */
function simulatorFor(figure: HTMLElement, file: string): string | null {
  const name = /([^/]+)\.ex$/.exec(file)?.[1] ?? "";
  const selector = file.startsWith("content/app/")
    ? ".sim-place[data-server]"
    : `.sim-place[data-server~="${CSS.escape(name)}"]`;
  const all = [...document.querySelectorAll<HTMLElement>(selector)];
  const inScene = all.find((one) => figure.closest(".scene")?.contains(one));
  const after = all.find(
    (one) => (figure.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
  return (inScene ?? after ?? all.at(-1))?.dataset["simulatorOf"] ?? null;
}

function CodeEditor(props: {
  readonly file: string;
  readonly line: number;
  /** The text of the lesson. */
  readonly lessons: string;
  readonly workshop: Workshop;
  readonly onClose: () => void;
  readonly onShow: () => void;
}) {
  const { file, line, lessons, workshop, onClose, onShow } = props;
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

  return (
    <div class="editor" ref={box}>
      <ElixirField
        file={file}
        label={`Elixir of ${file}.`}
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
        {outcome === null ? null : <OutcomeWords outcome={outcome} onShow={onShow} />}
        {kept ? null : " Your browser keeps nothing: what you write is gone when you leave the page."}
      </p>
    </div>
  );
}

function OutcomeWords({ outcome, onShow }: { readonly outcome: Outcome; readonly onShow: () => void }) {
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
      return <>Not run: {outcome.message}</>;
  }
}
