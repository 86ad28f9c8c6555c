import { useEffect, useRef, useState } from "preact/hooks";
import type { RunView } from "../../simulation/simulator-api.ts";
import type { Cone } from "../../trace/causality.ts";
import { moment } from "../diagram/time-scale.ts";
import { RichText } from "../rich-text.tsx";
import type { Conversation } from "./conversation.ts";

/**
 * The diagram as a list of sentences. The first run's list comes as HTML from the build; another run's, and that of a
 * run from a file, is written by the worker when the list is opened.
 */
export function StepsList(props: {
  readonly run: RunView;
  readonly first: RunView;
  readonly written: string;
  /** The place of the current step. */
  readonly current: number;
  /** The picked event with what led to it and what followed; null when none is picked. */
  readonly cone: Cone | null;
  readonly conversation: Conversation;
  readonly onChoose: (place: number) => void;
}) {
  const { run, first, written, current, cone, conversation, onChoose } = props;
  const list = useRef<HTMLOListElement>(null);
  const [open, setOpen] = useState(false);
  const [sentences, setSentences] = useState<readonly string[]>([]);
  const own =
    written === "" ||
    run.variant !== first.variant ||
    run.parent !== null ||
    run.events.length !== first.events.length;

  useEffect(() => {
    if (!open || !own) return;
    let wanted = true;
    const show = (answer: readonly string[]): void => {
      if (wanted) setSentences(answer);
    };
    conversation.ask((client) => client.sentences(run.run)).then(show, () => show([]));
    return () => {
      wanted = false;
    };
  }, [open, own, run, conversation]);

  // The list may be HTML of the build's: what is marked in it is marked by hand.
  useEffect(() => {
    if (!open) return;
    const item = list.current?.children[current];
    item?.setAttribute("aria-current", "step");
    return () => item?.removeAttribute("aria-current");
  }, [open, current, sentences, own]);

  useEffect(() => {
    if (!open || cone === null) return;
    const lit = new Set<number>([...cone.past, cone.of, ...cone.future]);
    const items = [...(list.current?.children ?? [])];
    items.forEach((item, index) => {
      item.classList.toggle("is-lit", lit.has(run.steps[index] ?? -1));
    });
    return () => {
      for (const item of items) item.classList.remove("is-lit");
    };
  }, [open, cone, run.steps, sentences, own]);

  const choose = ({ target }: MouseEvent): void => {
    const item = target instanceof Element ? target.closest("li") : null;
    const place = item === null ? -1 : [...(list.current?.children ?? [])].indexOf(item);
    if (place !== -1) onChoose(place);
  };

  return (
    <details
      class={cone === null ? "steps" : "steps has-picked"}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>Steps: the whole run as {run.steps.length} sentences</summary>
      {own ? (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys go through the same steps.
        <ol ref={list} onClick={choose}>
          {sentences.map((text, index) => {
            const seq = run.steps[index];
            const timeMs = seq === undefined ? 0 : (run.events[seq]?.timeMs ?? 0);
            return (
              <li key={seq}>
                <span class="step-time">{moment(timeMs)}</span> <RichText text={text} />
              </li>
            );
          })}
        </ol>
      ) : (
        // The text was escaped when the page was built.
        // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys go through the same steps.
        <ol class="written" ref={list} onClick={choose} dangerouslySetInnerHTML={{ __html: written }} />
      )}
    </details>
  );
}
