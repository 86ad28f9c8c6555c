import type { MutableRef } from "preact/hooks";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CodeProblem } from "../../simulation/simulator-api.ts";
import type { OpenEditor, TextEditor } from "./text-editor.ts";

export type CodeFieldProps = {
  /** The file that it is, from the project's folder. */
  readonly file: string;
  /** What the field is called by those who do not see it. */
  readonly label: string;
  /** What stands in it at first. */
  readonly text: string;
  /** The line to begin at, from 1. */
  readonly line: number;
  readonly check: (text: string) => Promise<readonly CodeProblem[]>;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  readonly onEscape: () => void;
  /** The editor, for whoever changes its text. */
  readonly editor: MutableRef<TextEditor | null>;
};

/** A field for code with the list of what is wrong with it; `open` makes the editor of its language. */
export function CodeField(props: CodeFieldProps & { readonly open: OpenEditor }) {
  const { file, label, text, line, editor, open } = props;
  const host = useRef<HTMLDivElement>(null);
  const [problems, setProblems] = useState<readonly CodeProblem[]>([]);
  // The editor is opened once, and calls what it was given last.
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (host.current === null) return;
    const opened = open(host.current, {
      text,
      label: `${label} Tab leaves the editor.`,
      line,
      check: async (written) => {
        const found = await latest.current.check(written);
        setProblems(found);
        return found.filter((one) => one.file === file);
      },
      onChange: (written) => latest.current.onChange(written),
      onRun: () => latest.current.onRun(),
      onEscape: () => latest.current.onEscape(),
    });
    editor.current = opened;
    return () => {
      editor.current = null;
      opened.close();
    };
  }, [file]);

  return (
    <>
      <div class="editor-field" ref={host} />
      {problems.length === 0 ? null : (
        <ul class="editor-problems" aria-label="Problems">
          {problems.map((problem) => (
            <li key={`${problem.line}:${problem.column}:${problem.message}`} data-severity={problem.severity}>
              <ProblemLine
                problem={problem}
                own={problem.file === file}
                onGo={() => editor.current?.goTo(problem.line, problem.column)}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function ProblemLine(props: {
  readonly problem: CodeProblem;
  /** Whether it is in the file that is edited. */
  readonly own: boolean;
  readonly onGo: () => void;
}) {
  const { problem, own, onGo } = props;
  const { severity, file, line, column, message } = problem;
  const words = (
    <>
      <span class="problem-place">
        {severity} {own ? `${line}:${column}` : `${file}:${line}`}
      </span>{" "}
      {message}
    </>
  );
  if (!own) return <p>{words}</p>;
  return (
    <button type="button" onClick={onGo}>
      {words}
    </button>
  );
}
