import type { ClientId } from "./ids.ts";
import type { Input } from "./input.ts";

/** How many viewers a run has room for. */
export const MOST_VIEWERS = 8;

/** Who takes part in a run, as far as a name is wanted. */
export type Viewer = { readonly id: ClientId; readonly name: string };

/** The viewer whom an input adds to the run; null for any other input. */
export function addedBy(input: Input): Viewer | null {
  return input.kind === "add_viewer" || input.kind === "add_tab"
    ? { id: input.client, name: input.name }
    : null;
}

/** The viewers of a scenario and those who were added to a run of it, in that order and each once. */
export function viewersOf(
  clients: readonly Viewer[],
  inputs: readonly { readonly input: Input }[],
): readonly Viewer[] {
  const viewers = new Map(clients.map(({ id, name }) => [id, { id, name }]));
  for (const { input } of inputs) {
    const added = addedBy(input);
    if (added !== null && !viewers.has(added.id)) viewers.set(added.id, added);
  }
  return [...viewers.values()];
}
