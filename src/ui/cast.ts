import type { TraceEvent } from "../trace/event.ts";
import type { ClientId } from "../trace/ids.ts";
import { addedBy } from "../trace/viewer.ts";

/** A viewer as the page shows it: the same hue and the same mark wherever it appears. */
export type Participant = {
  readonly client: ClientId;
  readonly name: string;
  /** Place in the cast, from 0; chooses hue and mark, which repeat after `HUES` participants. */
  readonly index: number;
  readonly hue: number;
  /** Came in the course of the run; left out for those of the scenario. */
  readonly late?: true;
};

export type Cast = readonly Participant[];

/** How many hues and marks the style sheet knows (`[data-hue="0"]` to `[data-hue="4"]`). */
export const HUES = 5;

/** One closed shape per hue, drawn around the origin in a box of 10 by 10. */
export const MARKS: readonly string[] = [
  "M5 0A5 5 0 1 1-5 0A5 5 0 1 1 5 0Z",
  "M-4.5-4.5H4.5V4.5H-4.5Z",
  "M0-5.4L5.4 4.4H-5.4Z",
  "M0-5.8L5.8 0L0 5.8L-5.8 0Z",
  "M0-5.6L5.4-1.7L3.4 4.7H-3.4L-5.4-1.7Z",
];

/** The viewers in the order of the scenario, and then those who came in the course of the run. */
export function castOf(
  named: readonly { readonly id: ClientId; readonly name: string }[],
  events: readonly TraceEvent[],
): Cast {
  const names = new Map<ClientId, string>(named.map(({ id, name }) => [id, name]));
  for (const event of events) {
    const added = event.kind === "input_applied" ? addedBy(event.input) : null;
    if (added !== null && !names.has(added.id)) names.set(added.id, added.name);
    if ("client" in event && !names.has(event.client)) names.set(event.client, event.client);
  }
  return [...names].map(([client, name], index) => ({
    client,
    name,
    index,
    hue: index % HUES,
    ...(index >= named.length && { late: true }),
  }));
}

export function markOf(hue: number): string {
  return MARKS[hue] ?? "";
}
