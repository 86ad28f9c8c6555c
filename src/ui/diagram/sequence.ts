import type { TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";
import type { Cast } from "../cast.ts";
import { Drawing } from "./drawing.ts";
import type { Item } from "./item.ts";
import type { Lanes } from "./lanes.ts";
import type { Gap } from "./time-scale.ts";
import type { View } from "./view.ts";
import { PLAIN } from "./view.ts";

/** A whole run, ready to be drawn. */
export type Sequence = {
  readonly lanes: Lanes;
  readonly height: number;
  readonly gaps: readonly Gap[];
  readonly view: View;
  /** In the order in which they are painted: grounds first, labels of frames last. */
  readonly items: readonly Item[];
  /** The same, and besides what there is no room for in this view. */
  readonly all: readonly Item[];
  /** The y of every trace event, by its seq. */
  readonly y: readonly number[];
};

/** Lays a run out: time downwards, participants side by side. Linear in the number of events. */
export function sequenceOf(
  events: readonly TraceEvent[],
  steps: readonly Seq[],
  cast: Cast,
  view: View = PLAIN,
): Sequence {
  return Drawing.of({ events, steps, cast, view }).sequence;
}

/** The items that touch a stretch of the diagram, in painting order. */
export function within<Placed extends { readonly top: number; readonly bottom: number }>(
  placed: readonly Placed[],
  top: number,
  bottom: number,
): readonly Placed[] {
  return placed.filter((one) => one.bottom >= top && one.top <= bottom);
}

/** The items that draw this trace event. */
export function itemsOf(items: readonly Item[], seq: Seq): readonly Item[] {
  return items.filter((one) => one.seqs.includes(seq));
}

/** What draws one event, but for what stands there all along. */
export function landedItems({ all }: Sequence, seq: Seq): readonly Item[] {
  return itemsOf(all, seq).filter(
    ({ kind }) => kind !== "life" && kind !== "connection" && kind !== "trouble",
  );
}
