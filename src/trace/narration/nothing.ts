import type { ClientId, NodeName, Seq } from "../ids.ts";
import type { Input } from "../input.ts";
import { serverBefore } from "./server-state.ts";
import type { Story, Told } from "./story.ts";
import { code, duration } from "./words.ts";

/** Why nothing followed from an input. */
export function reasonForNothing({ input, seq, timeMs }: Told<"input_applied">, story: Story): string {
  switch (input.kind) {
    case "add_viewer":
    case "add_tab":
      return `there is somebody already who goes by ${code(input.client)}`;
    case "close_page":
      return isPageOpen(input.client, story) ? "the machine sleeps" : "no page is open there";
    case "open_page":
      return "it is open already";
    case "disconnect":
    case "connect":
    case "annotate":
    case "join":
    case "press":
    case "push":
      return isPageOpen(input.client, story) ? "nothing follows" : "the page is not open";
    case "leave":
      return isPageOpen(input.client, story) ? "the page has no channel for it" : "the page is not open";
    case "pull_cable":
      return "it is out already";
    case "plug_cable":
      return "it is in already";
    case "silence_link":
      return story.linkOf(input.client) === "cut" ? "the cable is out" : "it is silent already";
    case "restore_link":
      return story.linkOf(input.client) === "cut" ? "the cable is out" : "it is not silent";
    case "change_link":
      return "it is so already";
    case "reset_link":
      return "there is no connection to reset";
    case "restart_server":
    case "stop_server":
      return `${serverIs(input, seq, story)}: nothing to ${input.kind === "stop_server" ? "stop" : "restart"}${asPlanned(input, timeMs, story)}`;
    case "netsplit":
      return "there is nothing left to break";
    case "heal":
      return "it was whole";
    case "start_server":
      return serverBefore(seq, story, input.node) === "stopping"
        ? "it is still stopping: it starts when it has stopped"
        : "it is running already";
    case "advance_clock":
      return "by nothing at all";
    case "crash_channel":
      return serverBefore(seq, story) === "down"
        ? "the server is down: there is no process to crash"
        : `${story.name(input.client)} has no channel process there`;
    case "broadcast":
      return "the server is down: nobody broadcasts anything";
    case "hide_page":
      return "it was hidden already";
    case "close_connection":
      return "there is no connection to close";
    case "leave_page":
      return "there is nothing to leave";
    case "return_to_page":
      return "there is no kept page to return to";
    case "close_laptop":
      return "it is closed already";
    case "open_laptop":
      return "it is open already";
    case "show_page":
      return "it was shown already";
  }
}

type OfNode = Pick<Extract<Input, { kind: "stop_server" }>, "node">;

function serverIs({ node }: OfNode, seq: Seq, story: Story): string {
  return serverBefore(seq, story, node) === "stopping" ? "it is stopping already" : "it is down already";
}

function asPlanned({ node }: OfNode, nowMs: number, story: Story): string {
  const atMs = restartAhead(nowMs, story, node);
  return atMs === null ? "" : `, and it comes back at ${duration(atMs)} as planned`;
}

/** When the server will be started again, in milliseconds of the run; null when nobody has planned that. */
function restartAhead(nowMs: number, story: Story, node: NodeName | undefined): number | null {
  const planned = story.before(
    "input_applied",
    ({ input, seq }) =>
      input.kind === "restart_server" && input.node === node && serverBefore(seq, story, node) === "up",
  );
  if (planned?.input.kind !== "restart_server") return null;
  // Somebody started it in the meantime.
  const isIt = (event: Told<"server_started">): boolean => event.seq > planned.seq && event.node === node;
  if (story.before("server_started", isIt) !== null) return null;
  const atMs = planned.timeMs + planned.input.downMs;
  return atMs > nowMs ? atMs : null;
}

/** Whether the client's program has been started. */
function isPageOpen(client: ClientId, story: Story): boolean {
  const since = story.pageSince(client);
  const isOfIt = (event: { readonly client: ClientId; readonly seq: Seq }): boolean =>
    event.client === client && event.seq > since;
  return story.before("page_changed", isOfIt) !== null || story.before("api_called", isOfIt) !== null;
}
