import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { CodePassage, ServerText } from "../../simulation/simulator-api.ts";
import { markLines } from "../prose-steps.ts";
import { fileName, nextRunOf, type SourceRow, sourceRows } from "./code-walk.ts";
import { sourceOf } from "./source-text.ts";

/** A file with the lines marked that ran; it scrolls to the one that is looked at. */
export function SourceView(props: {
  readonly passage: CodePassage;
  readonly index: number;
  /** What files hold in this run that hold something else in the lesson. */
  readonly texts: readonly ServerText[];
  /** It ran in another step than the one shown. */
  readonly isPast: boolean;
  readonly onWalk: (index: number) => void;
}) {
  const { passage, index, texts, isPast, onWalk } = props;
  const { file = "", line = 0 } = passage.lines[index] ?? {};
  const own = texts.find((one) => one.file === file)?.text ?? null;
  const source = useSource(file, own);
  const text = source?.text ?? null;
  const frame = useRef<HTMLElement>(null);
  const rows = useMemo(() => (text === null ? [] : sourceRows(text, passage, index)), [text, passage, index]);

  useEffect(() => {
    // The prose shows the lesson's text.
    if (isPast || own !== null) return;
    markLines([{ file: fileName(file), from: line, to: line }], "is-executed");
    return () => markLines([], "is-executed");
  }, [file, line, own, isPast]);

  // Only the source scrolls, never the page.
  useLayoutEffect(() => {
    const box = frame.current;
    const row = box?.querySelector<HTMLElement>('[aria-current="true"]');
    if (box === null || row === null || row === undefined) return;
    const above = row.offsetTop - box.scrollTop;
    if (above >= 0 && above + row.offsetHeight <= box.clientHeight) return;
    box.scrollTop = row.offsetTop - (box.clientHeight - row.offsetHeight) / 2;
  }, [rows]);

  return (
    <figure class={isPast ? "source is-past" : "source"}>
      <figcaption>
        <code>{fileName(file)}</code>
        {source !== null && text === null ? ": its text is not at hand." : null}
      </figcaption>
      <section
        class="source-frame"
        ref={frame}
        aria-label={`Source of ${fileName(file)}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        tabIndex={0}
      >
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the panel walk the same lines. */}
        <ol
          onClick={({ target }) => {
            const row = target instanceof Element ? target.closest<HTMLElement>("li[data-line]") : null;
            const to = row === null ? null : nextRunOf(passage, index, Number(row.dataset["line"]));
            if (to !== null) onWalk(to);
          }}
        >
          {rows.map((row) => (
            <SourceLine key={row.number} row={row} />
          ))}
        </ol>
      </section>
    </figure>
  );
}

const WORDS = { now: "", step: "ran in this step", ran: "ran" } as const;

function SourceLine({ row }: { readonly row: SourceRow }) {
  const { number, text, mark, isEvents, raised } = row;
  return (
    <li
      data-line={number}
      data-mark={mark ?? undefined}
      data-events={isEvents ? "" : undefined}
      data-raised={raised ? "" : undefined}
      aria-current={mark === "now" ? "true" : undefined}
    >
      <span class="source-number">{number}</span>
      <code style={{ "--indent": text.length - text.trimStart().length }}>{text === "" ? " " : text}</code>
      {mark === null || mark === "now" ? null : <span class="offstage">, {WORDS[mark]}</span>}
      {raised ? <span class="offstage">, it raised</span> : null}
    </li>
  );
}

/** A file and its text, null where nobody has it. */
type Source = { readonly file: string; readonly text: string | null };

/** `own`: its text in this run, if that is not the lesson's. Null until it is known. */
function useSource(file: string, own: string | null): Source | null {
  const [known, setKnown] = useState<Source | null>(null);
  useEffect(() => {
    if (own !== null) return;
    let wanted = true;
    sourceOf(file).then(
      (text) => wanted && setKnown({ file, text }),
      // Without a text there are still the line's number and what is bound.
      () => wanted && setKnown({ file, text: null }),
    );
    return () => {
      wanted = false;
    };
  }, [file, own]);
  if (own !== null) return { file, text: own };
  return known?.file === file ? known : null;
}
