import { useEffect, useRef, useState } from "preact/hooks";
import type { Cone } from "../../trace/causality.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";
import { RichText } from "../rich-text.tsx";
import { chainOf, coneSentence, stepsOf } from "./picked.ts";
import { moment } from "./time-scale.ts";

/** Of a longer chain of causes the beginning and the end are told. */
const CHAIN = 7;

/** The picked event: how many steps led to it and follow from it, and the chain of its causes as sentences. */
export function CausePanel(props: {
  readonly cone: Cone;
  readonly events: readonly TraceEvent[];
  readonly steps: readonly Seq[];
  /** The step that is shown now. */
  readonly seq: Seq;
  /** The sentences of some events; rejects when nobody can tell. */
  readonly ask: (seqs: readonly Seq[]) => Promise<readonly string[]>;
  readonly onGo: (seq: Seq) => void;
  readonly onLetGo: () => void;
}) {
  const { cone, events, steps, seq, ask, onGo, onLetGo } = props;
  const picked = stepsOf(cone, steps);
  const chain = chainOf(picked.past, CHAIN);
  const [told, setTold] = useState<ReadonlyMap<Seq, string>>(new Map());
  const list = useRef<HTMLOListElement>(null);

  useEffect(() => {
    let wanted = true;
    const seqs = [...chain.flatMap((link) => (link.is === "step" ? [link.seq] : [])), cone.of];
    ask(seqs).then(
      (sentences) => {
        if (wanted) setTold(new Map(seqs.map((one, index) => [one, sentences[index] ?? ""])));
      },
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [cone]);
  // The nearest cause and the event itself first.
  useEffect(() => list.current?.scrollTo({ top: list.current.scrollHeight }), [told]);

  const first = picked.past[0];
  const line = (one: Seq) => (
    <li key={one} aria-current={one === seq ? "step" : undefined} class={one === cone.of ? "is-picked" : ""}>
      <button type="button" onClick={() => onGo(one)}>
        <span class="step-time">{moment(events[one]?.timeMs ?? 0)}</span>
        <span>
          <RichText text={told.get(one) ?? "…"} />
        </span>
      </button>
    </li>
  );
  return (
    <section class="cause" aria-label="Why it happened">
      <div class="cause-head">
        <p role="status">{coneSentence(picked)}</p>
        {first === undefined ? null : (
          <button type="button" class="link" onClick={() => onGo(first)}>
            Go to the first cause
          </button>
        )}
        <button type="button" class="link" onClick={onLetGo}>
          Let go
        </button>
      </div>
      <ol class="chain" ref={list}>
        {chain.map((link) =>
          link.is === "step" ? (
            line(link.seq)
          ) : (
            <li key="more" class="chain-more">
              {link.count} steps in between
            </li>
          ),
        )}
        {
          // What the reader stands at is told right below.
          cone.of === seq ? null : line(cone.of)
        }
      </ol>
    </section>
  );
}
