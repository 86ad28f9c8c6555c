import type { NodeName, Seq } from "../ids.ts";
import type { Story } from "./story.ts";

type ServerState = "up" | "stopping" | "down";

/** The server as it was before that event; of several nodes this one, or the best off of them. */
export function serverBefore(seq: Seq, story: Story, node?: NodeName): ServerState {
  if (node === undefined) {
    const states = nodesOf(story).map((one) => serverBefore(seq, story, one));
    if (states.length > 0) return (["up", "stopping"] as const).find((one) => states.includes(one)) ?? "down";
  }
  const isIt = (event: { readonly node?: NodeName }): boolean => event.node === node;
  const started = story.beforeSeq(seq, "server_started", isIt)?.seq ?? -1;
  const stopped = story.beforeSeq(seq, "server_stopped", isIt)?.seq ?? -1;
  const stopping = story.beforeSeq(seq, "server_stopping", isIt)?.seq ?? -1;
  if (stopped > started) return "down";
  return stopping > started ? "stopping" : "up";
}

// All of them are started in the first moment.
function nodesOf({ events }: Story): readonly NodeName[] {
  const nodes: NodeName[] = [];
  for (const event of events) {
    if (event.timeMs > 0) break;
    if (event.kind === "server_started" && event.node !== undefined) nodes.push(event.node);
  }
  return nodes;
}
