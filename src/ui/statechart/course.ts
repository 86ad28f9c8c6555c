import type { MachineHistory, PastTransition } from "../../simulation/simulator-api.ts";
import type { Seq } from "../../trace/ids.ts";
import { wayId } from "./layout.ts";

/** A region of a statechart, as far as its course is concerned. */
type Begins = { readonly id: string; readonly initial: string };

/** Where a region is, and what stands behind the name of that state. */
export type Place = { readonly state: string; readonly note: string };

/** Where each region is at a stop; null while the machine is not there yet. */
export function placesAt(
  regions: readonly Begins[],
  history: MachineHistory | null,
  seq: Seq,
): ReadonlyMap<string, Place> | null {
  if (history === null || history.from > seq) return null;
  const places = new Map<string, Place>(regions.map(({ id, initial }) => [id, { state: initial, note: "" }]));
  for (const { seq: at, region, to, note } of history.transitions) {
    if (at > seq) break;
    places.set(region, { state: to, note });
  }
  return places;
}

/** The ways of a region that the step itself has taken, in their order. */
export function waysTakenAt(history: MachineHistory | null, region: string, seq: Seq): readonly string[] {
  const taken = history?.transitions.filter((one) => one.seq === seq && one.region === region) ?? [];
  return taken.map(({ from, to }) => wayId(from, to));
}

/** The ways of a region that were taken before the step or in it. */
export function waysTakenBy(history: MachineHistory | null, region: string, seq: Seq): ReadonlySet<string> {
  const taken = history?.transitions.filter((one) => one.seq <= seq && one.region === region) ?? [];
  return new Set(taken.map(({ from, to }) => wayId(from, to)));
}

/** How the machine got where it is: its last transitions up to the stop, the newest first. */
export function lately(history: MachineHistory | null, seq: Seq, count: number): readonly PastTransition[] {
  const past = history?.transitions.filter((one) => one.seq <= seq) ?? [];
  return past.slice(-count).reverse();
}

/** The stops at which a state was entered; to begin in a state counts, to stay in one does not. */
export function entriesOf(
  { id, initial }: Begins,
  history: MachineHistory | null,
  state: string,
): readonly Seq[] {
  if (history === null) return [];
  const entries = history.transitions
    .filter((one) => one.region === id && one.to === state && one.from !== state)
    .map(({ seq }) => seq);
  return [...new Set(initial === state ? [history.from, ...entries] : entries)];
}

/** The entries of a state around a stop: which one counts there, and where to go from it. */
export type EntryPlace = {
  /** How many entries there are up to the stop; 0: it was not entered yet. */
  readonly number: number;
  readonly previous: Seq | null;
  readonly next: Seq | null;
};

export function entryPlace(entries: readonly Seq[], seq: Seq): EntryPlace {
  const number = entries.filter((entry) => entry <= seq).length;
  const here = entries[number - 1];
  return {
    number,
    previous: (here === seq ? entries[number - 2] : here) ?? null,
    next: entries[number] ?? null,
  };
}

/** Where a press on a state leads: to its next entry, after the last to the first again. */
export function nextEntry(entries: readonly Seq[], seq: Seq): Seq | null {
  return entryPlace(entries, seq).next ?? entries[0] ?? null;
}
