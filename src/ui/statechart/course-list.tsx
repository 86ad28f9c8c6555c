import type { PastTransition } from "../../simulation/simulator-api.ts";
import type { Seq } from "../../trace/ids.ts";
import { moment } from "../diagram/time-scale.ts";

/** How a machine got where it is: its last transitions, each a way back to its step. */
export function CourseList(props: {
  readonly transitions: readonly PastTransition[];
  readonly seq: Seq;
  /** The names of regions, where there are several. */
  readonly regionLabels: ReadonlyMap<string, string>;
  readonly timeOf: (seq: Seq) => number;
  readonly onGo: (seq: Seq) => void;
}) {
  const { transitions, seq, regionLabels, timeOf, onGo } = props;
  return (
    <section class="course" aria-label="How it got here">
      <h3>How it got here</h3>
      {transitions.length === 0 ? (
        <p class="quiet">It has not moved yet.</p>
      ) : (
        <ol>
          {transitions.map((one, index) => (
            <li key={`${one.seq} ${index}`}>
              <button
                type="button"
                aria-current={one.seq === seq ? "step" : undefined}
                onClick={() => onGo(one.seq)}
              >
                <span class="course-time">{moment(timeOf(one.seq))}</span>
                <span class="course-way">
                  {regionLabels.size < 2 ? null : <i>{regionLabels.get(one.region) ?? one.region} </i>}
                  <code>
                    {one.from === one.to ? `${one.from} ↻` : `${one.from} → ${one.to}`}
                    {one.note === "" ? null : `(${one.note})`}
                  </code>
                  {one.seq === seq ? <b class="course-now">now</b> : null}
                </span>
                <span class="course-why">{one.why}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
