import { aligned } from "../trace/alignment.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { ClientId, Seq } from "../trace/ids.ts";
import { narrate } from "../trace/narration.ts";
import { canonicalJson } from "../trace/serialize.ts";
import type { ComparedRow, ComparedStop, Comparison } from "./simulator-api.ts";

/** A run as far as it is compared. */
export type ComparedRun = {
  readonly events: readonly TraceEvent[];
  readonly steps: readonly Seq[];
  readonly names: ReadonlyMap<ClientId, string>;
};

/** Numbers that a run gives in the order of need: they tell who is who within one run only. */
const RUN_OWN: ReadonlySet<string> = new Set<
  | "seq"
  | "cause"
  | "timeMs"
  | "pid"
  | "parent"
  | "from"
  | "to"
  | "except"
  | "fastlane"
  | "connection"
  | "frame"
  | "timer"
  | "push"
>([
  "seq",
  "cause",
  "timeMs",
  "pid",
  "parent",
  "from",
  "to",
  "except",
  "fastlane",
  "connection",
  "frame",
  "timer",
  "push",
]);

/** Puts the stops of two runs beside one another by what they tell. */
export function compareRuns(left: ComparedRun, right: ComparedRun): Comparison {
  const [leftStops, rightStops] = [stopsOf(left), stopsOf(right)];
  const pairs = aligned(
    leftStops.map(({ sentence }) => sentence),
    rightStops.map(({ sentence }) => sentence),
  );
  const rows = pairs.map((pair): ComparedRow => {
    const [one, other] = [stopAt(leftStops, pair.left), stopAt(rightStops, pair.right)];
    return { left: one, right: other, difference: differenceOf(one, left, other, right) };
  });
  const first = rows.findIndex(({ difference }) => difference !== "none");
  return { rows, first: first === -1 ? null : first };
}

function stopsOf({ events, steps, names }: ComparedRun): readonly ComparedStop[] {
  return steps.map((seq) => ({
    seq,
    timeMs: events[seq]?.timeMs ?? 0,
    sentence: narrate(events, seq, names),
  }));
}

function stopAt(stops: readonly ComparedStop[], index: number | null): ComparedStop | null {
  return index === null ? null : (stops[index] ?? null);
}

function differenceOf(
  one: ComparedStop | null,
  left: ComparedRun,
  other: ComparedStop | null,
  right: ComparedRun,
): ComparedRow["difference"] {
  if (one === null || other === null) return "missing";
  if (one.sentence !== other.sentence || told(left, one.seq) !== told(right, other.seq)) return "content";
  return one.timeMs === other.timeMs ? "none" : "time";
}

/** What a trace event says, whichever run it is of. A frame that arrives says what was sent. */
function told({ events }: ComparedRun, seq: Seq): string {
  const event = events[seq];
  if (event === undefined) return "";
  const sent = event.kind === "frame_arrived" && event.cause !== null ? events[event.cause] : undefined;
  return canonicalJson([plain(event), sent?.kind === "frame_sent" ? plain(sent) : null]);
}

function plain(event: TraceEvent): unknown {
  return Object.fromEntries(Object.entries(event).filter(([key]) => !RUN_OWN.has(key)));
}
