import type { Seq } from "../../trace/ids.ts";
import { moment } from "../diagram/time-scale.ts";
import { entryPlace } from "./course.ts";
import { timesWords } from "./statechart.tsx";

/** More than so many are too many to choose from. */
const SHOWN = 12;

/** The steps at which the chosen state was entered. */
export function EntryList(props: {
  readonly state: string;
  readonly entries: readonly Seq[];
  readonly seq: Seq;
  readonly timeOf: (seq: Seq) => number;
  readonly onGo: (seq: Seq) => void;
  readonly onLetGo: () => void;
}) {
  const { state, entries, seq, timeOf, onGo, onLetGo } = props;
  const { number, previous, next } = entryPlace(entries, seq);
  const go = (to: Seq | null) => (to === null ? undefined : () => onGo(to));
  const first = Math.max(0, Math.min(number - SHOWN / 2, entries.length - SHOWN));
  const shown = entries.slice(first, first + SHOWN);
  return (
    <section class="entries" aria-label={`Where ${state} was entered`}>
      <h3>
        <code>{state}</code> {timesWords(entries.length)}
        <button type="button" class="entries-close" aria-label={`Let go of ${state}`} onClick={onLetGo}>
          ×
        </button>
      </h3>
      {entries.length === 0 ? (
        <p class="quiet">Nothing in this run has led there.</p>
      ) : (
        <>
          <p class="entries-moves">
            <button type="button" aria-disabled={previous === null} onClick={go(previous)}>
              ‹ Previous
            </button>
            <span role="status">{number === 0 ? "not yet" : `${number} of ${entries.length}`}</span>
            <button type="button" aria-disabled={next === null} onClick={go(next)}>
              Next ›
            </button>
          </p>
          <ol>
            {shown.map((entry, index) => (
              <li key={entry}>
                <button
                  type="button"
                  aria-current={first + index === number - 1 ? "true" : undefined}
                  onClick={() => onGo(entry)}
                >
                  {moment(timeOf(entry))}
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
