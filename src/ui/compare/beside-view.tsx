import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Comparison, RunView } from "../../simulation/simulator-api.ts";
import type { Cast } from "../cast.ts";
import { castOf } from "../cast.ts";
import { HEAD_HEIGHT } from "../diagram/ground.tsx";
import type { Sequence } from "../diagram/sequence.ts";
import { SequenceDiagram } from "../diagram/sequence-diagram.tsx";
import { moment } from "../diagram/time-scale.ts";
import { useSequence } from "../diagram/use-sequence.ts";
import { PLAIN } from "../diagram/view.ts";
import { RichText } from "../rich-text.tsx";
import { Icon } from "../simulator/icon.tsx";
import type { Difference, Spot, Tie } from "./difference.ts";
import { acrossFrom, differencesOf, heightOfSpot, tiesOf } from "./difference.ts";

/** Where a difference stands in its box, from above. */
const FOCUS = 0.4;

/** The diagrams of two runs side by side, scrolled so that what belongs together is at one height. */
export function BesideView(props: {
  readonly title: string;
  readonly names: readonly [string, string];
  /** Who takes part in the run on the right. */
  readonly cast: Cast;
  readonly left: RunView;
  readonly right: RunView;
  readonly comparison: Comparison;
  readonly onClose: () => void;
}) {
  const { title, names, cast, left, right, comparison, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const boxes = useRef<{ left: HTMLElement | null; right: HTMLElement | null }>({ left: null, right: null });
  const [place, setPlace] = useState(0);
  // Both have the same lifelines, so that an eye finds its way across.
  const both = useMemo(() => {
    const known = cast.map(({ client, name }) => ({ id: client, name }));
    const others = castOf(known, left.events).slice(cast.length);
    return [...cast, ...others.map((one) => ({ ...one, late: true as const }))];
  }, [cast, left.events]);
  const drawn = {
    left: useSequence(left.events, left.steps, both, PLAIN, right.events),
    right: useSequence(right.events, right.steps, both, PLAIN, left.events),
  };
  const differences = useMemo(() => differencesOf(comparison), [comparison]);
  const ties = useMemo(
    () => tiesOf(comparison.rows, differences, drawn.left.y, drawn.right.y),
    [comparison, differences, drawn.left, drawn.right],
  );
  const shown = differences[place];

  useLayoutEffect(() => dialog.current?.showModal(), []);
  useLayoutEffect(() => {
    const { left: one, right: other } = boxes.current;
    if (one === null || other === null) return;
    if (shown === undefined) return goTogether({ left: one, right: other }, ties, null);
    const heights = {
      left: heightOfSpot(drawn.left.y, shown.left),
      right: heightOfSpot(drawn.right.y, shown.right),
    };
    // Near the top of a run there is nothing above that could be scrolled away.
    const room = Math.min(roomOf(one), roomOf(other));
    const focus = Math.min(room * FOCUS, heights.left, heights.right);
    one.scrollTo({ top: heights.left - focus, behavior: "instant" });
    other.scrollTo({ top: heights.right - focus, behavior: "instant" });
    return goTogether({ left: one, right: other }, ties, heights);
  }, [shown, ties]);

  const side = (which: Side, name: string) => (
    <BesideSide
      title={`${title}: ${name}`}
      name={`${SIGNS[which]} ${name}`}
      sequence={drawn[which]}
      spots={differences.map((one) => one[which])}
      place={place}
      hold={(box) => {
        boxes.current[which] = box;
      }}
    />
  );
  return (
    <dialog
      class="large-view beside"
      ref={dialog}
      aria-label={`${title}: two runs side by side`}
      onClose={onClose}
      // The keys of the simulator behind it are not meant here.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <header class="large-head">
        <h2>Two runs side by side</h2>
        <Differences differences={differences} place={place} onGo={setPlace} />
        <button type="button" class="tool" onClick={() => dialog.current?.close()}>
          <Icon name="smaller" />
          Close
        </button>
      </header>
      <div class="beside-sides">
        {side("left", names[0])}
        {side("right", names[1])}
      </div>
    </dialog>
  );
}

type Side = "left" | "right";
const SIDES: readonly Side[] = ["left", "right"];
const SIGNS: { readonly [side in Side]: string } = { left: "−", right: "+" };

function Differences(props: {
  readonly differences: readonly Difference[];
  readonly place: number;
  readonly onGo: (place: number) => void;
}) {
  const { differences, place, onGo } = props;
  const count = differences.length;
  return (
    <fieldset class="diagram-tools controls">
      <legend class="offstage">Where the runs differ</legend>
      <span class="beside-count" role="status">
        {count === 0 ? "No difference" : `Difference ${place + 1} of ${count}`}
      </span>
      <button type="button" class="tool" disabled={place === 0} onClick={() => onGo(place - 1)}>
        Previous
      </button>
      <button type="button" class="tool" disabled={place + 1 >= count} onClick={() => onGo(place + 1)}>
        Next
      </button>
    </fieldset>
  );
}

function BesideSide(props: {
  readonly title: string;
  readonly name: string;
  readonly sequence: Sequence;
  readonly spots: readonly Spot[];
  readonly place: number;
  readonly hold: (box: HTMLElement | null) => void;
}) {
  const { title, name, sequence, spots, place, hold } = props;
  const spot = spots[place];
  const seq = spot?.stop?.seq ?? spot?.before?.seq ?? sequence.items[0]?.seqs[0];
  return (
    <section
      class="beside-side"
      ref={(element) => hold(element?.querySelector<HTMLElement>(".diagram") ?? null)}
    >
      <h3>{name}</h3>
      <p class="beside-told">{spot === undefined ? "The same as the other." : <Told spot={spot} />}</p>
      {seq === undefined ? null : (
        <SequenceDiagram sequence={sequence} seq={seq} title={title} still>
          {spots.map((one, index) => (
            <Mark
              key={index}
              y={heightOfSpot(sequence.y, one)}
              label={index === 0 ? "First difference" : `Difference ${index + 1}`}
              shown={index === place}
            />
          ))}
        </SequenceDiagram>
      )}
    </section>
  );
}

function Told({ spot: { stop } }: { readonly spot: Spot }): ComponentChildren {
  if (stop === null) return "Nothing of that happens in this run.";
  return (
    <>
      <span class="step-time">{moment(stop.timeMs)}</span> <RichText text={stop.sentence} />
    </>
  );
}

/** A difference in one of the drawings: the one shown goes across and has its name, another is a tip at the edge. */
function Mark({ y, label, shown }: { readonly y: number; readonly label: string; readonly shown: boolean }) {
  return (
    <g class="difference-mark" transform={`translate(0 ${Math.round(y)})`}>
      <path d="M0-6L6 0L0 6Z" />
      {shown ? (
        <>
          <line x1="0" x2="100%" y1="0" y2="0" />
          <text x="10" y="-6">
            {label}
          </text>
        </>
      ) : null}
    </g>
  );
}

function roomOf(box: HTMLElement): number {
  return box.clientHeight - HEAD_HEIGHT;
}

/**
 * Whoever scrolls one diagram scrolls the other to the same place of its run: that which stands at `FOCUS`, or the
 * difference shown (`heights`) for as long as it is in view. Gives what ends that.
 */
function goTogether(
  boxes: { readonly [side in Side]: HTMLElement },
  ties: readonly Tie[],
  heights: { readonly [side in Side]: number } | null,
): () => void {
  const here = new AbortController();
  /** Where a box was put; the scrolling that comes of that is nobody's. */
  const put = new Map(SIDES.map((side) => [side, boxes[side].scrollTop]));
  for (const side of SIDES) {
    const otherSide = side === "left" ? "right" : "left";
    const [box, other] = [boxes[side], boxes[otherSide]];
    const follow = (): void => {
      const { scrollTop } = box;
      const placed = put.get(side);
      put.delete(side);
      if (placed !== undefined && Math.abs(placed - scrollTop) < 2) return;
      const room = roomOf(box);
      const mark = heights === null ? -1 : heights[side] - scrollTop;
      const focus = mark >= 0 && mark <= room ? mark : room * FOCUS;
      other.scrollTo({ top: acrossFrom(ties, side, scrollTop + focus) - focus, behavior: "instant" });
      put.set(otherSide, other.scrollTop);
    };
    box.addEventListener("scroll", follow, { signal: here.signal, passive: true });
  }
  return () => here.abort();
}
