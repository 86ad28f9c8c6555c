import { serverBefore } from "./server-state.ts";
import type { Story, Told } from "./story.ts";
import { capital, duration, serverOf } from "./words.ts";

export function stoppingSentence(event: Told<"server_stopping">, story: Story): string {
  const input = story.cause(event, "input_applied")?.input;
  // A server that was stopping already comes back when that was planned.
  const back =
    input?.kind === "restart_server" && serverBefore(event.seq, story, event.node) === "up"
      ? `; it will be back in ${duration(input.downMs)}`
      : "";
  if (event.how === "graceful") {
    return `${capital(serverOf(event.node))} is told to stop (SIGTERM, as at a deploy): it tells its channel processes first, then closes the connections${back}.`;
  }
  const when =
    serverBefore(event.seq, story, event.node) === "stopping" ? " before it has stopped in good order" : "";
  return `${capital(serverOf(event.node))} is killed (SIGKILL)${when}: no callback runs any more, and no close frame is sent${back}.`;
}

export function stoppedSentence({ how, node }: Told<"server_stopped">): string {
  const is = how === "kill" ? "gone" : "down";
  return `${capital(serverOf(node))} is ${is}, and with it all its processes and their \`assigns\`.`;
}

export function refusedSentence(event: Told<"upgrade_refused">, story: Story): string {
  return `The server answers ${story.name(event.client)}'s upgrade with HTTP ${event.status}: there will be no WebSocket.`;
}

export function restartedSentence(story: Story): string {
  return hasNewSecret(story)
    ? "The server is up again with another `secret_key_base`: every token that was signed before is `:invalid` from now on."
    : "The server is up again, with no process and no `assigns` of before: clients must connect and join anew.";
}

/** Whether a server that starts at this event has another secret than the one before. */
function hasNewSecret(story: Story): boolean {
  const last = story.before("server_started", () => true)?.seq ?? -1;
  const changed = story.before(
    "input_applied",
    ({ input, seq }) =>
      seq > last &&
      input.kind === "restart_server" &&
      input.secret === "changed" &&
      serverBefore(seq, story, input.node) === "up",
  );
  return changed !== null;
}
