import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ElixirProblem } from "../../simulation/simulator-api.ts";
import { moment } from "../diagram/time-scale.ts";
import { conversationOf, revealSimulator } from "../page-simulators.ts";
import { draftOf, dropDraft, keepDraft } from "./draft-store.ts";
import { type ElixirEditor, openElixirEditor } from "./elixir-editor.ts";
import { sourceOf } from "./source-text.ts";
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
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<ElixirEditor | null>(null);
  const [own, setOwn] = useState(() => draftOf(file) !== null);
  const [kept, setKept] = useState(true);
  const [problems, setProblems] = useState<readonly ElixirProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  const run = async (): Promise<void> => {
    if (editor.current === null) return;
    setBusy(true);
    try {
      const came = await workshop.run(editor.current.text);
      setOutcome(came);
      setProblems(came.is === "refused" ? came.problems : []);
    } catch (error) {
      setOutcome({ is: "failed", message: error instanceof Error ? error.message : String(error) });
    } finally {
      setBusy(false);
    }
  };
  // The editor is opened once and calls what is drawn last.
  const latest = useRef(run);
  latest.current = run;

  useEffect(() => {
    if (host.current === null) return;
    editor.current = openElixirEditor(host.current, {
      text: draftOf(file) ?? lessons,
      label: `Elixir of ${file}. Tab leaves the editor.`,
      line,
      check: async (text) => {
        const found = await workshop.check(text);
        setProblems(found);
        return found.filter((one) => one.file === file);
      },
      onChange: (text) => {
        const differs = text !== lessons;
        setOwn(differs);
        if (differs) setKept(keepDraft(file, text));
        else dropDraft(file);
      },
      onRun: () => void latest.current(),
      onEscape: () => host.current?.parentElement?.querySelector<HTMLElement>(".editor-run")?.focus(),
    });
    return () => editor.current?.close();
  }, [file]);

  return (
    <div class="editor">
      <div class="editor-field" ref={host} />
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
      {problems.length === 0 ? null : (
        <ul class="editor-problems" aria-label="Problems">
          {problems.map((problem) => (
            <li key={`${problem.line}:${problem.column}:${problem.message}`} data-severity={problem.severity}>
              <ProblemLine
                problem={problem}
                file={file}
                onGo={() => editor.current?.goTo(problem.line, problem.column)}
              />
            </li>
          ))}
        </ul>
      )}
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

function ProblemLine(props: {
  readonly problem: ElixirProblem;
  readonly file: string;
  readonly onGo: () => void;
}) {
  const { problem, file, onGo } = props;
  const { severity, line, column, message } = problem;
  const place = problem.file === file ? `${line}:${column}` : `${problem.file}:${line}`;
  const words = (
    <>
      <span class="problem-place">
        {severity === "error" ? "error" : "warning"} {place}
      </span>{" "}
      {message}
    </>
  );
  if (problem.file !== file) return <p>{words}</p>;
  return (
    <button type="button" onClick={onGo}>
      {words}
    </button>
  );
}
