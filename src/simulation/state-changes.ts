import type { ClientState } from "../trace/client-state.ts";
import { lastAtMost } from "../trace/history.ts";
import type { ClientId, Seq } from "../trace/ids.ts";
import { NOT_OPENED, type Truth } from "./past-run.ts";
import type { StateChange } from "./simulator-api.ts";

/** The stops at which the state of a client's socket or channels is first seen to be another one. */
export function stateChanges(truths: readonly Truth[], steps: readonly Seq[]): readonly StateChange[] {
  const last = new Map<ClientId, string>();
  const nothing = namesOf(NOT_OPENED);
  return truths.flatMap(({ client, from, state }) => {
    const names = namesOf(state);
    if ((last.get(client) ?? nothing) === names) return [];
    last.set(client, names);
    const stop = steps[lastAtMost(steps, from - 1) + 1];
    return stop === undefined ? [] : [{ seq: stop, client }];
  });
}

/** Of a client's state what its socket and its channels are in. */
function namesOf({ socket, channels }: ClientState): string {
  return [socket.connection, ...channels.map(({ topic, state }) => `${topic} ${state}`)].join("\n");
}
