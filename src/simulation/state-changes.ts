import type { ClientStanding, PushState } from "../trace/client-state.ts";
import { lastAtMost } from "../trace/history.ts";
import type { ClientId, PushId, Seq } from "../trace/ids.ts";
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

/**
 * Where a client's state changed, and of its pushes those that did: told whole each time, a run with a thousand pushes
 * would take a thousand times the room. What was told once already comes out as it was.
 */
export function changesOf(truths: readonly Truth[]): readonly Truth[] {
  const told = new Map<ClientId, Told>();
  return truths.flatMap((truth) => {
    const { client, state } = truth;
    const before = told.get(client) ?? { standing: "", pushes: new Map<PushId, PushState>() };
    const standing = JSON.stringify([state.socket, state.channels]);
    const pushes = state.pushes.filter((push) => !isKnown(push, before.pushes));
    if (standing === before.standing && pushes.length === 0) return [];
    for (const push of pushes) before.pushes.set(push.push, push);
    told.set(client, { ...before, standing });
    return [{ ...truth, state: { ...state, pushes } }];
  });
}

/** What has been told of one client. */
type Told = { readonly standing: string; readonly pushes: Map<PushId, PushState> };

function isKnown(push: PushState, known: ReadonlyMap<PushId, PushState>): boolean {
  const old = known.get(push.push);
  return old === push || JSON.stringify(old) === JSON.stringify(push);
}

/** Of a client's state what its socket and its channels are in. */
function namesOf({ socket, channels }: ClientStanding): string {
  return [socket.connection, ...channels.map(({ topic, state }) => `${topic} ${state}`)].join("\n");
}
