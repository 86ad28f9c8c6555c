import { DEFAULT_LINK } from "../../schemas/scenario-limits.ts";
import type { ClientView } from "../../simulation/simulator-api.ts";
import type { LinkProfile } from "../../trace/link-profile.ts";
import { machineOf, type Scene } from "./scene.ts";

/** What there is to choose from in the forms of the rarer actions. */

/** How the viewer's link is now. */
export function linkIn({ client, past, scenario }: Scene): LinkProfile {
  const machine = machineOf(client, past);
  const changed = past.findLast((event) => event.kind === "link_profile_changed" && event.client === machine);
  if (changed?.kind === "link_profile_changed") return changed.profile;
  for (const event of past) {
    if (event.kind !== "input_applied" || event.input.kind !== "add_viewer") continue;
    if (event.input.client === machine) return event.input.link;
  }
  return scenario.clients.find(({ id }) => id === machine)?.link ?? DEFAULT_LINK;
}

/** Who is signed in at a page, each once. */
export function usersIn({ scenario, past }: Scene): readonly string[] {
  const added = past.flatMap((event) =>
    event.kind === "input_applied" && event.input.kind === "add_viewer" ? [event.input.user] : [],
  );
  return unique([...scenario.clients.map(({ user }) => user), ...added]);
}

/** The ids of the sockets that the server has, each once; this viewer's own first. */
export function socketIdsIn(scene: Scene): readonly string[] {
  const { at, past } = scene;
  const ids = mineFirst(scene).flatMap(({ client }) =>
    past.flatMap((event) => {
      if (event.kind !== "upgrade_accepted" || event.client !== client || event.socketId === null) return [];
      return at.serverUp && at.processes.some(({ pid }) => pid === event.pid) ? [event.socketId] : [];
    }),
  );
  return unique(ids);
}

/** Topics that somebody has a channel for, each once; this viewer's own first. */
export function topicsIn(scene: Scene): readonly string[] {
  return unique(mineFirst(scene).flatMap(({ state }) => state.channels.map(({ topic }) => topic)));
}

function mineFirst({ client, at }: Scene): readonly ClientView[] {
  return [...at.clients].sort((a, b) => Number(b.client === client) - Number(a.client === client));
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
