import { useEffect, useRef, useState } from "preact/hooks";
import type { Cone } from "../../trace/causality.ts";
import { moment } from "../diagram/time-scale.ts";
import { RichText } from "../rich-text.tsx";
import type { Conversation } from "./conversation.ts";

/** The list of steps that a reader has opened: the current step is marked, and what is picked; a press goes to a step. */
export function OpenedSteps(props: {
  /** The list as the build has written it; empty where the run shown is another one. */
  readonly written: string;
  /** The place of the current step. */
  readonly current: number;
  /** The picked event with what led to it and what followed; null when none is picked. */
  readonly cone: Cone | null;
  readonly conversation: Conversation;
}) {
  const { written, current, cone, conversation } = props;
  const { run } = conversation.session;
  const list = useRef<HTMLOListElement>(null);
  const [sentences, setSentences] = useState<readonly string[]>([]);

  useEffect(() => {
    if (written !== "") return;
    let wanted = true;
    const show = (answer: readonly string[]): void => {
      if (wanted) setSentences(answer);
    };
    conversation.ask((client) => client.sentences(run.run)).then(show, () => show([]));
    return () => {
      wanted = false;
    };
  }, [written, run, conversation]);

  // The list may be HTML of the build's: what is marked in it is marked by hand.
  useEffect(() => {
    const item = list.current?.children[current];
    item?.setAttribute("aria-current", "step");
    return () => item?.removeAttribute("aria-current");
  }, [current, sentences, written]);

  useEffect(() => {
    if (cone === null) return;
    const lit = new Set<number>([...cone.past, cone.of, ...cone.future]);
    const items = [...(list.current?.children ?? [])];
    items.forEach((item, index) => {
      item.classList.toggle("is-lit", lit.has(run.steps[index] ?? -1));
    });
    return () => {
      for (const item of items) item.classList.remove("is-lit");
    };
  }, [cone, run.steps, sentences, written]);

  const choose = ({ target }: MouseEvent): void => {
    const item = target instanceof Element ? target.closest("li") : null;
    const seq = item === null ? undefined : run.steps[[...(list.current?.children ?? [])].indexOf(item)];
    if (seq !== undefined) conversation.goTo(seq);
  };

  return written === "" ? (
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
    <ol
      key="written"
      class="written"
      ref={list}
      onClick={choose}
      dangerouslySetInnerHTML={{ __html: written }}
    />
  );
}
