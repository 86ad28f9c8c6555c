import { serverBefore } from "./server-state.ts";
import type { Story, Told } from "./story.ts";

export function linkSentence(event: Told<"link_changed">, story: Story): string {
  const { client, state } = event;
  const who = story.name(client);
  switch (state) {
    case "up":
      return story.linkOf(client) === "cut"
        ? `${who}'s cable is in again${ofGhost(event, story) ?? ", and the client waits for its next attempt"}.`
        : `${who}'s link carries again: TCP resends what it held back, where both ends still have the connection.`;
    case "cut":
      return `${who}'s cable is pulled: the browser knows at once, while nothing can tell the server.`;
    case "silent":
      return `${who}'s link goes silent: all packets vanish, neither end is told, and both take the connection for alive.`;
  }
}

// What the simulator assumes of the network, said where it begins to matter.
function ofGhost(event: Told<"link_changed">, story: Story): string | null {
  return hasGhost(event, story)
    ? ". The server keeps the old connection for up to 60 s, as when a viewer returns with a new address; with the same one TCP would soon reset it"
    : null;
}

/** Whether the server still keeps an end of a connection that the client's browser has given up. */
function hasGhost({ client, seq }: Told<"link_changed">, story: Story): boolean {
  const accepted = story.before(
    "upgrade_accepted",
    (event) =>
      event.client === client &&
      story.before("connection_closed", ({ connection }) => connection === event.connection) !== null,
  );
  if (accepted === null || serverBefore(seq, story) === "down") return false;
  const ended = story.before(
    "server_connection_closed",
    ({ connection }) => connection === accepted.connection,
  );
  const node = story.nodeOf(accepted.pid);
  const stopped = story.before("server_stopped", (event) => event.node === node)?.seq ?? -1;
  return ended === null && stopped < accepted.seq;
}
