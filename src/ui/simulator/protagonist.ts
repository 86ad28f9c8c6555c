import type { ClientId } from "../../trace/ids.ts";
import type { Input } from "../../trace/input.ts";

/** The viewer that a scenario is about: the first whose network or channel fails, else the first. */
export function protagonist(
  clients: readonly ClientId[],
  inputs: readonly { readonly input: Input }[],
): ClientId | null {
  const faults: ReadonlySet<string> = new Set([
    "pull_cable",
    "silence_link",
    "reset_link",
    "change_link",
    "close_connection",
    "crash_channel",
    "disconnect",
    "close_page",
  ]);
  for (const { input } of inputs) {
    if (faults.has(input.kind) && "client" in input) return input.client;
  }
  return clients[0] ?? null;
}
