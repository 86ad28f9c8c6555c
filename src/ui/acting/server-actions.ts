import { type ActionGroup, action, type Press } from "./action.ts";
import type { nodeActions } from "./node-actions.ts";
import type { Scene } from "./scene.ts";
import { SERVER_DOWN_MS } from "./server-down.ts";

/** What can be done to the nodes of a server that is made of several. */
export type OfNodes = typeof nodeActions;

/** What befalls the server, and what some part of it may do; `ofNodes` is for one that is made of several. */
export function serverActions(scene: Scene, ofNodes: OfNodes | null): ActionGroup {
  const { serverUp } = scene.at;
  return {
    id: "server",
    title: "The server",
    often: serverUp ? [...crashes(scene), ...(ofNodes === null ? restarts() : ofNodes(scene))] : [start()],
    more: serverUp ? "Broadcast, disconnect a user, refuse tokens" : "Let the tokens expire",
  };
}

/** One for each channel process that serves the viewer, named by its topic when there are several. */
function crashes({ client, at }: Scene): readonly Press[] {
  const topics = at.processes.flatMap(({ role }) =>
    role.is === "channel" && role.client === client ? role.topic : [],
  );
  return topics.map((topic) =>
    action(
      `crash ${topic}`,
      topics.length === 1 ? "Crash the channel" : `Crash the channel of ${topic}`,
      "A bug: a callback raises an exception, and this one process ends.",
      { kind: "crash_channel", client, topic },
    ),
  );
}

function restarts(): readonly Press[] {
  return [
    action(
      "restart",
      "Restart the server",
      "A deploy: it closes its connections in good order, and is back after 2 s.",
      { kind: "restart_server", how: "graceful", downMs: SERVER_DOWN_MS },
    ),
    action(
      "kill",
      "Kill the server",
      "Out of memory, power off: no goodbye, every connection ends with 1006. Back after 2 s.",
      { kind: "restart_server", how: "kill", downMs: SERVER_DOWN_MS },
    ),
  ];
}

function start(): Press {
  return action("start", "Start the server", "It listens again now, with nothing that it knew before.", {
    kind: "start_server",
  });
}
