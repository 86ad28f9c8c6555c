import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Seq } from "../../trace/ids.ts";
import { markOf } from "../cast.ts";
import type { Item } from "./item.ts";
import { At, ItemView, percent } from "./item-view.tsx";
import type { Lane, Lanes } from "./lanes.ts";
import type { Sequence } from "./sequence.ts";
import { itemsOf, within } from "./sequence.ts";
import type { Gap } from "./time-scale.ts";
import { duration, moment } from "./time-scale.ts";

/** Above so many items only those near the visible part are in the page. */
const ALL_AT_ONCE = 300;
/** The visible part is widened to whole multiples of this, in pixels: scrolling redraws seldom. */
const SLICE_PX = 600;
/** Where the current moment stands in the box when the diagram follows it. */
const FOLLOW = 0.6;
/** Somebody who steps faster than this wants to be there, not to watch the way. */
const LEISURE_MS = 300;

type Slice = { readonly top: number; readonly bottom: number };

/** The whole run as a sequence diagram; a veil lies over what comes after the current moment. */
export function SequenceDiagram(props: {
  readonly sequence: Sequence;
  readonly seq: Seq;
  readonly id: string;
  /** What the simulator is about. */
  readonly title: string;
}) {
  const { sequence, seq, id, title } = props;
  const name = `Sequence diagram of ${title}`;
  const box = useRef<HTMLDivElement>(null);
  const followedAt = useRef(Number.NEGATIVE_INFINITY);
  const [slice, setSlice] = useState<Slice | null>(null);
  const many = sequence.items.length > ALL_AT_ONCE;
  const y = sequence.y[seq] ?? 0;

  // Follows the current moment, unless it is comfortably in view already; also when the box is resized.
  const here = useRef(y);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => follow(element, here.current, false));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    here.current = y;
    if (box.current === null) return;
    const now = performance.now();
    follow(box.current, y, now - followedAt.current > LEISURE_MS);
    followedAt.current = now;
  }, [y]);

  useEffect(() => {
    const element = box.current;
    if (element === null || !many) {
      setSlice(null);
      return;
    }
    const look = (): void => {
      const top = Math.floor(element.scrollTop / SLICE_PX - 0.5) * SLICE_PX;
      const bottom = Math.ceil((element.scrollTop + element.clientHeight) / SLICE_PX + 0.5) * SLICE_PX;
      setSlice((old) => (old?.top === top && old.bottom === bottom ? old : { top, bottom }));
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, [many]);

  const current = useMemo(() => itemsOf(sequence.items, seq), [sequence, seq]);
  const landed = current.filter(
    (item) => item.kind !== "life" && item.kind !== "connection" && item.kind !== "trouble",
  );
  // The same nodes again mean that Preact does not even compare: a step touches the overlay only, which the
  // browser keeps as a layer of its own, so that the ground is not painted again either.
  const ground = useMemo(
    () => (
      <>
        <LaneHeads lanes={sequence.lanes} />
        <svg
          class="diagram-body"
          role="img"
          aria-label={`${name}. The same steps stand as sentences in the list “Steps” below.`}
          height={Math.ceil(sequence.height)}
        >
          <ArrowHeads id={id} />
          <Ground sequence={sequence} slice={slice} heads={id} />
        </svg>
      </>
    ),
    [sequence, slice, id, name],
  );
  return (
    <section
      class="diagram"
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to enter it.
      tabIndex={0}
      aria-label={name}
      data-width={Math.floor(sequence.lanes.minWidth / 100)}
    >
      {ground}
      <svg class="diagram-overlay" aria-hidden="true" height={Math.ceil(sequence.height)}>
        <g class="veil" transform={`translate(0 ${Math.round(y) + 1.5})`}>
          <rect width="100%" height={Math.ceil(sequence.height)} />
        </g>
        {landed.map((item) => (
          <ItemView
            key={item.key}
            item={departing(item, seq) ? withoutLines(item) : item}
            heads={id}
            current
          />
        ))}
        <g class="playhead" transform={`translate(0 ${Math.round(y)})`}>
          <line class="playhead-line" x1="0" x2="100%" y1="0" y2="0" />
          <path class="playhead-tip" d="M0-6L8 0L0 6Z" />
        </g>
      </svg>
    </section>
  );
}

function follow(element: HTMLElement, y: number, leisurely: boolean): void {
  const { scrollTop, clientHeight, dataset } = element;
  if (y > scrollTop + clientHeight * 0.2 && y < scrollTop + clientHeight * 0.72) return;
  const near = Math.abs(y - scrollTop) < clientHeight * 2;
  const smooth = near && leisurely && !matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollTo({
    top: Math.max(0, y - clientHeight * FOLLOW),
    // The first look goes straight to its place.
    behavior: smooth && dataset["followed"] === "yes" ? "smooth" : "instant",
  });
  dataset["followed"] = "yes";
}

/** A frame that has just been sent is on its way: its arrow belongs to what comes after. */
function departing(item: Item, seq: Seq): boolean {
  return item.kind === "frame" && item.seqs[0] === seq && item.seqs.length > 1;
}

function withoutLines(item: Item): Item {
  return { ...item, parts: item.parts.filter((part) => part.is === "text" || part.is === "glyph").slice(-2) };
}

export function Ground(props: {
  readonly sequence: Sequence;
  readonly slice: Slice | null;
  readonly heads: string;
}) {
  const { sequence, slice, heads } = props;
  const items = slice === null ? sequence.items : within(sequence.items, slice.top, slice.bottom);
  const gaps = slice === null ? sequence.gaps : within(sequence.gaps, slice.top, slice.bottom);
  return (
    <>
      {sequence.lanes.all.map((lane) => (
        <line
          key={laneKey(lane)}
          class={`lifeline lifeline-${lane.role.is}`}
          x1={percent(lane.x)}
          x2={percent(lane.x)}
          y1="0"
          y2={Math.ceil(sequence.height)}
        />
      ))}
      {items.map((item) => (
        <ItemView key={item.key} item={item} heads={heads} />
      ))}
      {gaps.map((gap) => (
        <GapView key={gap.top} gap={gap} />
      ))}
    </>
  );
}

function GapView({ gap }: { readonly gap: Gap }) {
  const middle = (gap.top + gap.bottom) / 2;
  return (
    <g class="gap">
      <rect x="0" y={gap.top} width="100%" height={gap.bottom - gap.top} />
      <line class="gap-edge" x1="0" x2="100%" y1={gap.top} y2={gap.top} />
      <line class="gap-edge" x1="0" x2="100%" y1={gap.bottom} y2={gap.bottom} />
      <text x="50%" y={middle + 4} text-anchor="middle">
        {duration(gap.ms)} later
        <tspan class="detail" dx="8">
          {moment(gap.untilMs)}
        </tspan>
      </text>
    </g>
  );
}

const HEAD_HEIGHT = 62;

/** Who stands where; stays in view while the diagram scrolls. */
export function LaneHeads({ lanes }: { readonly lanes: Lanes }) {
  return (
    <svg class="diagram-head" height={HEAD_HEIGHT} aria-hidden="true">
      <rect
        class="fill-server"
        x={percent(lanes.server.from)}
        y="6"
        width={percent(lanes.server.to - lanes.server.from)}
        height={HEAD_HEIGHT}
        rx="4"
      />
      <text
        class="head-server"
        x={percent((lanes.server.from + lanes.server.to) / 2)}
        y="21"
        text-anchor="middle"
      >
        server
      </text>
      {lanes.all.map((lane) => (
        <LaneHead key={laneKey(lane)} lane={lane} />
      ))}
    </svg>
  );
}

function LaneHead({ lane }: { readonly lane: Lane }) {
  const x = percent(lane.x);
  const { role } = lane;
  switch (role.is) {
    case "viewer":
      return (
        <g class="head-viewer" data-hue={role.participant.hue}>
          <text x={x} y="32" text-anchor="middle">
            {role.participant.name}
          </text>
          <At x={lane.x} y={47}>
            <path class="mark mark-solid" d={markOf(role.participant.hue)} />
          </At>
        </g>
      );
    case "transport":
    case "channel": {
      const raised = role.is === "transport" || role.raised;
      return (
        <g class="head-process" data-hue={role.participant.hue}>
          <text
            x={x}
            // A little outwards: on a phone the innermost two would touch.
            dx={raised ? undefined : lane.side === "left" ? -4 : 4}
            y={raised ? 37 : 50}
            text-anchor="middle"
          >
            {role.is === "transport" ? "transport" : role.label}
          </text>
          <line x1={x} x2={x} y1={raised ? 42 : 55} y2={HEAD_HEIGHT} />
        </g>
      );
    }
    case "other":
      return (
        <text class="head-process" x={x} y="37" text-anchor="middle">
          {role.name}
        </text>
      );
  }
}

function laneKey({ role }: Lane): string {
  switch (role.is) {
    case "viewer":
    case "transport":
      return `${role.is}-${role.participant.client}`;
    case "channel":
      return `channel-${role.participant.client}-${role.topic}`;
    case "other":
      return `other-${role.name}`;
  }
}

const HEAD_IDS = ["none", "0", "1", "2", "3", "4"] as const;

export function ArrowHeads({ id }: { readonly id: string }) {
  return (
    <defs>
      {HEAD_IDS.map((hue) => (
        <marker
          key={hue}
          id={`${id}-${hue}`}
          class="arrow-head"
          data-hue={hue}
          viewBox="0 0 9 8"
          refX="8.5"
          refY="4"
          markerWidth="8"
          markerHeight="7"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 0.4L9 4L0 7.6L2 4Z" />
        </marker>
      ))}
      <pattern
        id="hatch-cut"
        width="7"
        height="7"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <line class="hatch-line" x1="0" y1="0" x2="0" y2="7" />
      </pattern>
      <pattern id="hatch-silent" width="9" height="9" patternUnits="userSpaceOnUse">
        <circle class="hatch-dot" cx="2.5" cy="2.5" r="1.1" />
        <circle class="hatch-dot" cx="7" cy="7" r="1.1" />
      </pattern>
    </defs>
  );
}
