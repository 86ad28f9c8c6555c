import { action, type Press } from "./action.ts";
import type { Scene } from "./scene.ts";
import { SERVER_DOWN_MS } from "./server-down.ts";

/** What befalls the nodes of a server that is made of several, and the network between them. */
export function nodeActions({ nodes, isSplit }: Scene): readonly Press[] {
  const own = nodes.map(({ name: node, up }) =>
    up
      ? action(
          `kill ${node}`,
          `Kill node ${node}`,
          "The machine dies, and is back after 2 s: its viewers go to the other node.",
          { kind: "restart_server", how: "kill", downMs: SERVER_DOWN_MS, node },
        )
      : action(
          `start ${node}`,
          `Start node ${node}`,
          "It is there again, with nothing that it knew before.",
          {
            kind: "start_server",
            node,
          },
        ),
  );
  return [...own, isSplit ? heal() : netsplit()];
}

function netsplit(): Press {
  return action(
    "netsplit",
    "Break the network between the nodes",
    "A netsplit: both run on, and a broadcast on the one does not reach the other.",
    { kind: "netsplit" },
  );
}

function heal(): Press {
  return action(
    "heal",
    "Mend the network between the nodes",
    "They find each other. What was missed is not sent.",
    { kind: "heal" },
  );
}
