import type { TraceEvent } from "./event.ts";
import type { Seq } from "./ids.ts";

/** A value that changed as the trace went on, and what it was at any event. */
export class History<Value> {
  readonly #seqs: number[] = [];
  readonly #values: Value[] = [];

  /** Notes the value from event `seq` on; events come in order. */
  push(seq: number, value: Value): void {
    if (this.#values.at(-1) === value) return;
    this.#seqs.push(seq);
    this.#values.push(value);
  }

  /** The value right after event `seq`; null when it had none yet. */
  at(seq: number): Value | null {
    const index = lastAtMost(this.#seqs, seq);
    return index === -1 ? null : (this.#values[index] ?? null);
  }
}

/** The index of the last number that is at most `limit`, in an ascending list; -1 when there is none. */
export function lastAtMost(ascending: readonly number[], limit: number): number {
  return lastWithAtMost(ascending, limit, (number) => number);
}

/** The index of the last item whose number is at most `limit`, in a list ascending by it; -1 when there is none. */
export function lastWithAtMost<Item>(
  items: readonly Item[],
  limit: number,
  numberOf: (item: Item) => number,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && numberOf(item) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The last event that a stop tells of: what follows it in the same moment up to the next stop belongs to it. */
export function settledAt(
  run: { readonly events: readonly TraceEvent[]; readonly steps: readonly Seq[] },
  seq: Seq,
): Seq {
  const next = run.steps[lastAtMost(run.steps, seq) + 1] ?? run.events.length;
  let settled = seq;
  for (let index = seq + 1; index < next; index += 1) {
    const event = run.events[index];
    if (event?.timeMs !== run.events[seq]?.timeMs) break;
    settled = event?.seq ?? settled;
  }
  return settled;
}
