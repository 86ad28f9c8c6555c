import { Component } from "preact";
import { markOf } from "../cast.ts";
import { At, ItemView, percent } from "./item-view.tsx";
import type { Lane, Lanes, Span } from "./lanes.ts";
import { headOf, LOW_SHIFT_PX, laneName } from "./lanes.ts";
import type { Sequence } from "./sequence.ts";
import { within } from "./sequence.ts";
import type { Gap } from "./time-scale.ts";
import { duration, moment } from "./time-scale.ts";

/** A stretch of the diagram, in pixels from its top. */
export type Slice = { readonly top: number; readonly bottom: number };

type BackdropProps = {
  readonly sequence: Sequence;
  /** Only this is drawn; null: all of it. */
  readonly slice: Slice | null;
  readonly name: string;
};

/**
 * What does not change when the reader steps. Preact does not even compare it then: a step touches the overlay only,
 * which the browser keeps as a layer of its own, so that the ground is not painted again either. (A node kept with
 * `useMemo` would do the same, and keep alive every tree that it has been part of.)
 */
export class Backdrop extends Component<BackdropProps> {
  override shouldComponentUpdate(next: BackdropProps): boolean {
    const { sequence, slice, name } = this.props;
    return next.sequence !== sequence || next.slice !== slice || next.name !== name;
  }

  override render({ sequence, slice, name }: BackdropProps) {
    return (
      <>
        <LaneHeads lanes={sequence.lanes} />
        <svg
          class="diagram-body"
          role="img"
          aria-label={`${name}. The same steps stand as sentences in the list “Steps” below.`}
          height={Math.ceil(sequence.height)}
        >
          <Ground sequence={sequence} slice={slice} />
        </svg>
      </>
    );
  }
}

/** Lifelines, items and breaks; of a long run only a slice. */
export function Ground(props: { readonly sequence: Sequence; readonly slice: Slice | null }) {
  const { sequence, slice } = props;
  const items = slice === null ? sequence.items : within(sequence.items, slice.top, slice.bottom);
  const gaps = slice === null ? sequence.gaps : within(sequence.gaps, slice.top, slice.bottom);
  return (
    <>
      {sequence.lanes.all.map((lane) => (
        <line
          key={laneName(lane.role)}
          class={`lifeline lifeline-${lane.role.is}`}
          x1={percent(lane.x)}
          x2={percent(lane.x)}
          y1="0"
          y2={Math.ceil(sequence.height)}
        />
      ))}
      {items.map((item) => (
        <ItemView key={item.key} item={item} />
      ))}
      {gaps.map((gap) => (gap.bottom - gap.top < LEAST_GAP_PX ? null : <GapView key={gap.top} gap={gap} />))}
    </>
  );
}

/** Where time takes little room, a low break is a line, and a lower one is left out. */
const LEAST_GAP_PX = 3;
const WORD_PX = 15;

function GapView({ gap }: { readonly gap: Gap }) {
  const middle = (gap.top + gap.bottom) / 2;
  if (gap.bottom - gap.top < WORD_PX) {
    return <line class="gap-edge" x1="0" x2="100%" y1={middle} y2={middle} />;
  }
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

/** Who stands where, in pixels above the run. */
export const HEAD_HEIGHT = 62;

/** Who stands where; stays in view while the diagram scrolls. */
export function LaneHeads({ lanes }: { readonly lanes: Lanes }) {
  return (
    <svg class="diagram-head" height={HEAD_HEIGHT} aria-hidden="true">
      {lanes.nodes.length === 0 ? (
        <ServerHead name="server" span={lanes.server} />
      ) : (
        lanes.nodes.map(({ name, span }) => <ServerHead key={name} name={`node ${name}`} span={span} />)
      )}
      {lanes.all.map((lane) => (
        <LaneHead key={laneName(lane.role)} lane={lane} lanes={lanes} />
      ))}
    </svg>
  );
}

function ServerHead({ name, span: { from, to } }: { readonly name: string; readonly span: Span }) {
  return (
    <>
      <rect
        class="fill-server"
        x={percent(from)}
        y="6"
        width={percent(to - from)}
        height={HEAD_HEIGHT}
        rx="4"
      />
      <text class="head-server" x={percent((from + to) / 2)} y="21" text-anchor="middle">
        {name}
      </text>
    </>
  );
}

function LaneHead({ lane, lanes }: { readonly lane: Lane; readonly lanes: Lanes }) {
  const x = percent(lane.x);
  const { role } = lane;
  switch (role.is) {
    case "page":
    case "viewer": {
      if (role.is === "viewer" && lanes.page(role.participant.client) !== lane) {
        return (
          <g class="head-process" data-hue={role.participant.hue}>
            <text x={x} y="50" text-anchor="middle">
              socket
            </text>
            <line x1={x} x2={x} y1="55" y2={HEAD_HEIGHT} />
          </g>
        );
      }
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
    }
    case "transport":
    case "channel": {
      const { raised } = headOf(role);
      return (
        <g class="head-process" data-hue={role.participant.hue}>
          <text
            x={x}
            // A little outwards: on a phone the innermost two would touch.
            dx={raised ? undefined : lane.side === "left" ? -LOW_SHIFT_PX : LOW_SHIFT_PX}
            y={raised ? 37 : 50}
            text-anchor="middle"
          >
            {headOf(role).text}
          </text>
          <line x1={x} x2={x} y1={raised ? 42 : 55} y2={HEAD_HEIGHT} />
        </g>
      );
    }
    case "other":
    case "pubsub":
      return (
        <text class="head-process" x={x} y="37" text-anchor="middle">
          {headOf(role).text}
        </text>
      );
  }
}
