import { useRef, useState } from "preact/hooks";
import { startOf, type WritePageTask, type WriteTask } from "../../schemas/exercise.ts";
import { pagePath } from "../../schemas/page-text.ts";
import type { CodeProblem } from "../../simulation/simulator-api.ts";
import { draftOfExercise } from "../code/draft-key.ts";
import { dropDraft, keepDraft } from "../code/draft-store.ts";
import type { TextEditor } from "../code/text-editor.ts";
import { useLater } from "../simulator/use-later.ts";
import type { FormProps } from "./task-form.tsx";

/** A file of the server or the pages' program to change; the editor comes when the reader wants to write. */
export function WriteForm(
  props: FormProps<WriteTask | WritePageTask> & {
    readonly id: string;
    readonly onLook: (text: string) => Promise<readonly CodeProblem[]>;
    readonly onCheck: () => void;
  },
) {
  const { id, task, draft, onChange, onLook, onCheck } = props;
  const start = startOf(task);
  const [writing, setWriting] = useState(false);
  const isPage = task.is === "write_page";
  const field = useLater(writing, async () => ({
    Code: isPage
      ? (await import("../code/javascript-field.tsx")).JavaScriptField
      : (await import("../code/elixir-field.tsx")).ElixirField,
  }));
  const file = isPage ? pagePath(task.page) : task.file;
  const editor = useRef<TextEditor | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const name = file.replace(/^.*\//, "");
  const key = draftOfExercise(id);

  if (field === null) {
    return (
      <div class="to-write">
        <p class="to-write-file">
          <code>{name}</code>
        </p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <pre class="code-block" tabIndex={0}>
          <code>{draft.text.trimEnd()}</code>
        </pre>
        <button type="button" class="plain" aria-busy={writing} onClick={() => setWriting(true)}>
          {draft.text === start ? "Change it" : "Go on with yours"}
        </button>
      </div>
    );
  }
  return (
    <div class="to-write" ref={box}>
      <p class="to-write-file">
        <code>{name}</code>
      </p>
      <field.Code
        file={file}
        label={`${isPage ? "JavaScript" : "Elixir"} of ${name}.`}
        text={draft.text}
        line={1}
        editor={editor}
        check={onLook}
        onChange={(text) => {
          if (text === start) dropDraft(key);
          else keepDraft(key, text);
          onChange({ text });
        }}
        onRun={onCheck}
        onEscape={() => box.current?.closest("form")?.querySelector<HTMLElement>("[type=submit]")?.focus()}
      />
      <p class="editor-bar">
        <button
          type="button"
          class="link"
          disabled={draft.text === start}
          onClick={() => {
            editor.current?.replace(start);
            editor.current?.focus();
          }}
        >
          The text as it was
        </button>
      </p>
    </div>
  );
}
