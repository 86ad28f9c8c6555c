import type { ChartConfig, Region, StateConfig, Way } from "../../machines/chart-config.ts";
import { regionsOf, waysOf } from "../../machines/chart-config.ts";
import type { ChartLayout, RegionLayout, WayLayout } from "./layout.ts";
import { wayId } from "./layout.ts";

/** A statechart as it is drawn: the states and ways of the machine's definition, in the places of a layout. */
export type Drawing = {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly regions: readonly DrawnRegion[];
};

export type DrawnRegion = {
  readonly id: string;
  readonly label: string;
  readonly initial: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly states: readonly DrawnState[];
  readonly ways: readonly DrawnWay[];
};

export type DrawnState = {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** The machine passes through it within one call. */
  readonly transient: boolean;
  /** Nothing leads out of it. */
  readonly final: boolean;
};

export type DrawnWay = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Empty on a rare way. */
  readonly label: string;
  readonly labelX: number;
  readonly labelY: number;
  readonly path: string;
  /** The head of the arrow, a closed shape. */
  readonly head: string;
  /** What the definition says of each machine event that leads along it. */
  readonly about: readonly string[];
};

export const STATE_HEIGHT = 28;
/** Width of a letter in a state's name. */
const LETTER = 6.9;
const HEAD = 7;
/** Between a box and the end of a line. */
const GAP = 2;

type Point = { readonly x: number; readonly y: number };

/** The width of a state's box with this text in it. */
export function stateWidth(text: string): number {
  return text.length * LETTER + 18;
}

/** Throws an Error when the layout knows a state or a way that the machine does not have, or lacks one of its states. */
export function drawChart(config: ChartConfig, layout: ChartLayout): Drawing {
  const { width, height } = layout;
  const regions = regionsOf(config);
  refuseOthers(`${config.id}: region`, Object.keys(layout.regions), new Set(regions.map(({ id }) => id)));
  return {
    name: config.id,
    width,
    height,
    regions: regions.map((region) =>
      drawRegion(region, found(layout.regions[region.id], `region ${region.id}`)),
    ),
  };
}

function drawRegion(region: Region, layout: RegionLayout): DrawnRegion {
  const { id, initial, states } = region;
  const ways = waysOf(region);
  refuseOthers(`${id}: state`, Object.keys(layout.states), new Set(Object.keys(states)));
  refuseOthers(`${id}: way`, Object.keys(layout.ways), new Set(ways.map(({ from, to }) => wayId(from, to))));
  const drawn = Object.entries(states).map(([name, state]) => drawState(name, state, layout));
  const { label = id, x, y, w, h } = layout;
  return {
    id,
    label,
    initial,
    x,
    y,
    w,
    h,
    states: drawn,
    ways: ways.map((way) => drawWay(way, drawn, layout)),
  };
}

function drawState(id: string, { on, always }: StateConfig, layout: RegionLayout): DrawnState {
  const [x, y] = found(layout.states[id], `state ${id}`);
  return { id, x, y, transient: always !== undefined, final: on === undefined && always === undefined };
}

function drawWay(way: Way, states: readonly DrawnState[], layout: RegionLayout): DrawnWay {
  const id = wayId(way.from, way.to);
  const place = layout.ways[id] ?? {};
  const [from, to] = [stateNamed(states, way.from), stateNamed(states, way.to)];
  const line = from === to ? drawLoop(from, place) : drawLine(from, to, place);
  const [dx, dy] = place.label ?? [0, 0];
  const labels = new Set(way.arrows.flatMap(({ arrow }) => arrow.label ?? []));
  return {
    id,
    from: way.from,
    to: way.to,
    label: place.label === undefined ? "" : [...labels].join(", "),
    labelX: round(line.middle.x + dx),
    labelY: round(line.middle.y + dy),
    path: line.path,
    head: line.head,
    about: way.arrows.map(({ event, arrow }) => `${event}: ${arrow.description}`),
  };
}

type Line = { readonly path: string; readonly head: string; readonly middle: Point };

/** A curve from the rim of one box to the rim of the other. */
function drawLine(from: DrawnState, to: DrawnState, { bend = 0 }: WayLayout): Line {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const across = { x: -(to.y - from.y) / length, y: (to.x - from.x) / length };
  const control = {
    x: (from.x + to.x) / 2 + across.x * bend,
    y: (from.y + to.y) / 2 + across.y * bend,
  };
  const start = rim(from, control, GAP);
  const tip = rim(to, control, GAP);
  const end = towards(tip, control, HEAD);
  return {
    path: `M${at(start)}Q${at(control)} ${at(end)}`,
    head: headOf(end, tip),
    // The middle of a quadratic curve lies half way between its control point and its chord.
    middle: { x: (start.x + tip.x) / 4 + control.x / 2, y: (start.y + tip.y) / 4 + control.y / 2 },
  };
}

/** A way round, from a box back to itself. */
function drawLoop(state: DrawnState, { side = "above" }: WayLayout): Line {
  const out = side === "above" ? STATE_HEIGHT / 2 + GAP : stateWidth(state.id) / 2 + GAP;
  const spread = side === "above" ? 11 : 6;
  // Along the edge of the box, and away from it.
  const place = (along: number, away: number): Point =>
    side === "above"
      ? { x: state.x + along, y: state.y - out - away }
      : { x: state.x + out + away, y: state.y + along };
  const tip = place(spread, 0);
  const end = place(spread + 2, HEAD);
  const [there, back] = [place(-2 * spread, 24), place(2 * spread, 24)];
  return {
    path: `M${at(place(-spread, 0))}C${at(there)} ${at(back)} ${at(end)}`,
    head: headOf(end, tip),
    middle: place(0, 20),
  };
}

function headOf(base: Point, tip: Point): string {
  const length = Math.hypot(tip.x - base.x, tip.y - base.y) || 1;
  const across = {
    x: (-(tip.y - base.y) / length) * HEAD * 0.5,
    y: ((tip.x - base.x) / length) * HEAD * 0.5,
  };
  const [left, right] = [-1, 1].map((side) => ({ x: base.x + side * across.x, y: base.y + side * across.y }));
  return `M${at(left ?? base)}L${at(tip)}L${at(right ?? base)}Z`;
}

/** Where the line from a box's middle towards a point leaves the box. */
function rim(state: DrawnState, point: Point, gap: number): Point {
  const dx = point.x - state.x;
  const dy = point.y - state.y;
  const reach = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : (stateWidth(state.id) / 2 + gap) / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : (STATE_HEIGHT / 2 + gap) / Math.abs(dy),
  );
  return Number.isFinite(reach) ? { x: state.x + dx * reach, y: state.y + dy * reach } : state;
}

function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return {
    x: from.x + ((to.x - from.x) / length) * distance,
    y: from.y + ((to.y - from.y) / length) * distance,
  };
}

function at({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function stateNamed(states: readonly DrawnState[], id: string): DrawnState {
  return found(
    states.find((state) => state.id === id),
    `state ${id}`,
  );
}

function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`The layout has no place for ${what}.`);
  return value;
}

function refuseOthers(what: string, placed: readonly string[], known: ReadonlySet<string>): void {
  const odd = placed.find((name) => !known.has(name));
  if (odd !== undefined)
    throw new Error(`The layout places ${what} ${odd}, which the machine does not have.`);
}
