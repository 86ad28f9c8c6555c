import type { TraceEvent } from "../../trace/event.ts";
import type { ClientId, Seq } from "../../trace/ids.ts";
import type { Cast } from "../cast.ts";
import { frameLayer, handshakeLayer } from "./frame-items.ts";
import type { Canvas } from "./item.ts";
import type { Lanes, Span } from "./lanes.ts";
import { LaneNeeds, lanesOf, ProcessPlacing } from "./lanes.ts";
import type { Layer } from "./layer.ts";
import { callbackLayer, lifeLayer, messageLayer } from "./process-items.ts";
import { BROADCAST_ROOM, broadcastLayer } from "./pubsub-items.ts";
import type { Sequence } from "./sequence.ts";
import { groundLayer, serverMark, serverMarkLayer } from "./server-items.ts";
import { type ScaleRow, TimeScale } from "./time-scale.ts";
import { timerLayer } from "./timer-items.ts";
import { roomFor, type View } from "./view.ts";
import { connectionLayer, troubleLayer, viewerMark, viewerMarkLayer } from "./viewer-items.ts";

type MakeLayer = (canvas: Canvas) => Layer;

/** From the ground up; between the two stands what happens between a page and its socket, where they stand apart. */
const GROUND: readonly MakeLayer[] = [
  groundLayer,
  troubleLayer,
  lifeLayer,
  callbackLayer,
  timerLayer,
  connectionLayer,
  handshakeLayer,
];
const MARKS: readonly MakeLayer[] = [
  messageLayer,
  broadcastLayer,
  serverMarkLayer,
  frameLayer,
  viewerMarkLayer,
];

/** Label zones of the time scale. */
const LEFT = 0;
const RIGHT = 1;
const SERVER = 2;

/** What is drawn, and how. */
export type Drawn = {
  readonly events: readonly TraceEvent[];
  readonly steps: readonly Seq[];
  readonly cast: Cast;
  readonly view: View;
  /** Another run, whose lifelines it has as well. */
  readonly beside?: readonly TraceEvent[] | undefined;
};

/** A run as far as it is drawn. It goes on with the run, as long as nobody new needs a lane. */
export class Drawing {
  readonly #cast: Cast;
  readonly #needs: LaneNeeds;
  readonly #lanes: Lanes;
  readonly #sides: ReadonlyMap<ClientId, number>;
  readonly #placing: ProcessPlacing;
  readonly #view: View;
  readonly #between: View["optics"];
  readonly #scale: TimeScale;
  readonly #layers: readonly Layer[];
  /** The last event that was taken in, and how many of the steps were. */
  #last: TraceEvent | null = null;
  #steps = 0;

  private constructor({ cast, view }: Drawn, needs: LaneNeeds) {
    this.#cast = cast;
    this.#view = view;
    this.#needs = needs;
    const lanes = lanesOf(cast, needs, view.split);
    const scale = new TimeScale(view.zoom);
    this.#scale = scale;
    const placing = new ProcessPlacing(lanes);
    const canvas: Canvas = {
      y: scale.y,
      get height() {
        return scale.height;
      },
      lanes,
      places: placing.places,
      linkOf: (client) => linkSpan(lanes, cast, client),
    };
    this.#lanes = lanes;
    this.#placing = placing;
    this.#sides = new Map(
      cast.map(({ client }) => [client, lanes.viewer(client)?.side === "right" ? RIGHT : LEFT]),
    );
    this.#between = view.split ? view.optics : null;
    const between = this.#between === null ? [] : [this.#between.pageLayer];
    this.#layers = [...GROUND, ...between, ...MARKS].map((layer) => layer(canvas));
  }

  /**
   * The drawing of a run. Give what was drawn `before`, and where the run is the same but longer, only what is new is
   * worked out: `before` is then at its end and not to be used again.
   */
  static of(drawn: Drawn, before: Drawing | null = null): Drawing {
    const goesOn = before === null ? false : before.#goesOn(drawn);
    const drawing =
      before !== null && goesOn
        ? before
        : new Drawing(drawn, needsOf([...drawn.events, ...(drawn.beside ?? [])]));
    drawing.#append(drawn);
    return drawing;
  }

  /** As it stands now; what is drawn later does not change it. */
  get sequence(): Sequence {
    const { height, gaps, y } = this.#scale;
    const lanes = this.#lanes;
    const view = this.#view;
    const all = this.#layers.flatMap((layer) => [...layer.finished, ...layer.unfinished()]);
    const items = roomFor(view, all, lanes.server);
    return { lanes, view, height, gaps: gaps.slice(), items, all, y: y.slice() };
  }

  #goesOn({ events, cast, view }: Drawn): boolean {
    if (view.zoom !== this.#view.zoom || view.split !== this.#view.split) return false;
    if (this.#last === null || events[this.#last.seq] !== this.#last || !sameCast(this.#cast, cast))
      return false;
    // Somebody new would move all the lanes.
    for (let seq = this.#last.seq + 1; seq < events.length; seq += 1) {
      const event = events[seq];
      if (event !== undefined && this.#needs.add(event)) return false;
    }
    return true;
  }

  /** Where the label of an event stands, and what it takes besides the label's room. */
  #roomOf(event: TraceEvent): Pick<ScaleRow, "zones" | "above" | "below"> {
    if (this.#between?.isBetween(event)) {
      return { zones: [this.#sides.get(event.client) ?? LEFT], ...this.#between.betweenRoom };
    }
    const zones = zonesOf(event, this.#sides);
    return event.kind === "broadcast_dispatched" ? { zones, ...BROADCAST_ROOM } : { zones };
  }

  #append({ events, steps }: Drawn): void {
    for (let seq = (this.#last?.seq ?? -1) + 1; seq < events.length; seq += 1) {
      const event = events[seq];
      if (event === undefined) return;
      const step = steps[this.#steps] === event.seq;
      if (step) this.#steps += 1;
      this.#scale.add({ timeMs: event.timeMs, step, ...this.#roomOf(event) });
      this.#placing.add(event);
      for (const layer of this.#layers) layer.add(event);
      this.#last = event;
    }
  }
}

function needsOf(events: readonly TraceEvent[]): LaneNeeds {
  const needs = new LaneNeeds();
  for (const event of events) needs.add(event);
  return needs;
}

function sameCast(cast: Cast, other: Cast): boolean {
  return (
    cast.length === other.length &&
    cast.every(({ client, name }, index) => other[index]?.client === client && other[index]?.name === name)
  );
}

function zonesOf(event: TraceEvent, side: ReadonlyMap<ClientId, number>): readonly number[] {
  switch (event.kind) {
    case "frame_sent":
    case "frame_held":
    case "frame_lost":
    case "connection_opening":
    case "link_changed":
      return [side.get(event.client) ?? LEFT];
    case "upgrade_refused":
    case "message_sent":
    case "callback_entered":
    case "process_exited":
    case "broadcast_dispatched":
    case "broadcast_forwarded":
      return [SERVER];
    default: {
      const mark = viewerMark(event);
      if (mark !== null) return [side.get(mark.client) ?? LEFT];
      return serverMark(event) === null ? [] : [SERVER];
    }
  }
}

/** The part of a side's link that belongs to one viewer: the stretch is shared out evenly. */
function linkSpan(lanes: Lanes, cast: Cast, client: ClientId): Span {
  const lane = lanes.viewer(client);
  const whole = lane === undefined ? null : lanes.link[lane.side];
  if (lane === undefined || whole === null) return { from: 0, to: 0 };
  const mates = cast.filter((mate) => lanes.viewer(mate.client)?.side === lane.side);
  const place = mates.findIndex((mate) => mate.client === client);
  // A ghost stands a little way out of the server: the stretch ends before it.
  const clear = lanes.ghost * 1.6;
  const from = lane.side === "left" ? whole.from : whole.from + clear;
  const width = (whole.to - whole.from - clear) / mates.length;
  return { from: from + place * width, to: from + (place + 1) * width };
}
