import type { ProcessRole } from "../trace/event.ts";
import type { SupervisionNode } from "../trace/supervision.ts";

/** The name of the supervisor of the web server's connections. */
const CONNECTION_SUPERVISOR = ":connection_sup";

/** What is mounted: a socket handler, and the channel modules that its routes name. */
export type SupervisedSocket = { readonly handler: string; readonly channels: readonly string[] };

/**
 * The supervision tree of an application with these sockets and presences, as `Supervisor.which_children/1` tells
 * it of a real one (phoenix 1.8.12, lib/phoenix/endpoint/supervisor.ex and lib/phoenix/socket/pool_supervisor.ex;
 * phoenix_pubsub 2.2.0; bandit 1.12.5 on thousand_island 1.5.0). Children stand in the order in which they are
 * started. The simulated machine has one scheduler, so one partition of channel processes, and one acceptor,
 * where the web server's default is 100. Modules are named as the generators of Phoenix name them.
 */
export function supervisionOf(
  sockets: readonly SupervisedSocket[],
  presences: readonly string[],
): SupervisionNode {
  const web = (sockets[0]?.handler ?? "Web.UserSocket").split(".").slice(0, -1).join(".");
  const app = web.replace(/Web$/, "");
  const handlers = [...new Set(sockets.map(({ handler }) => handler))];
  const endpoint = `${web}.Endpoint`;
  return supervisor(`${app}.Supervisor`, "Supervisor", [
    pubsub(`${app}.PubSub`),
    ...presences.map(presence),
    supervisor(endpoint, "Phoenix.Endpoint.Supervisor", [
      worker(`${endpoint}.Config`, "Phoenix.Config"),
      ...handlers.map((handler) =>
        supervisor(`${endpoint}.${handler}`, "Phoenix.Socket.PoolSupervisor", [
          dynamic(poolOf(endpoint, handler), "DynamicSupervisor"),
        ]),
      ),
      webServer(`{${endpoint}, :http}`),
      ...handlers.map((handler) => worker(`{:terminator, ${handler}}`, "Phoenix.Socket.PoolDrainer")),
    ]),
  ]);
}

/** The supervisor under which such a process lives; null when the tree has none for it. */
export function supervisorOf(
  role: ProcessRole,
  parent: ProcessRole | null,
  sockets: readonly SupervisedSocket[],
): string | null {
  switch (role.is) {
    case "transport":
      return CONNECTION_SUPERVISOR;
    case "channel": {
      const socket = sockets.find(({ channels }) => channels.includes(role.module));
      if (socket === undefined) return null;
      const web = socket.handler.split(".").slice(0, -1).join(".");
      return poolOf(`${web}.Endpoint`, socket.handler);
    }
    case "other":
      // A tracker has its tasks started for it.
      if (role.name !== "Task") return role.name;
      return parent?.is === "other" ? `${parent.name}.TaskSupervisor` : null;
  }
}

function poolOf(endpoint: string, handler: string): string {
  return `${endpoint}.${handler} 0`;
}

function pubsub(name: string): SupervisionNode {
  return restForOne(`${name}.Supervisor`, "Phoenix.PubSub.Supervisor", [
    supervisor(name, "Registry", [worker(`${name}.PIDPartition0`, "Registry.Partition")]),
    supervisor(`${name}.Adapter_supervisor`, "Phoenix.PubSub.PG2", [
      worker(`${name}.Adapter`, "Phoenix.PubSub.PG2Worker"),
    ]),
  ]);
}

// The tracker's shard is a process of the simulation, the child of the last one.
function presence(name: string): SupervisionNode {
  return restForOne(`${name}.Supervisor`, "Supervisor", [
    dynamic(`${name}.TaskSupervisor`, "Task.Supervisor"),
    supervisor(name, "Phoenix.Tracker", []),
  ]);
}

function webServer(name: string): SupervisionNode {
  return restForOne(name, "ThousandIsland.Server", [
    worker(":listener", "ThousandIsland.Listener"),
    supervisor(":acceptor_pool_supervisor", "ThousandIsland.AcceptorPoolSupervisor", [
      restForOne('"acceptor-1"', "ThousandIsland.AcceptorSupervisor", [
        dynamic(CONNECTION_SUPERVISOR, "DynamicSupervisor"),
        worker(":acceptor", "ThousandIsland.Acceptor"),
      ]),
    ]),
    worker(":shutdown_listener", "ThousandIsland.ShutdownListener"),
  ]);
}

function supervisor(name: string, module: string, children: readonly SupervisionNode[]): SupervisionNode {
  return { name, module, is: "supervisor", strategy: "one_for_one", children };
}

function restForOne(name: string, module: string, children: readonly SupervisionNode[]): SupervisionNode {
  return { name, module, is: "supervisor", strategy: "rest_for_one", children };
}

function dynamic(name: string, module: string): SupervisionNode {
  return { name, module, is: "dynamic_supervisor", strategy: "one_for_one", children: [] };
}

function worker(name: string, module: string): SupervisionNode {
  return { name, module, is: "worker", strategy: null, children: [] };
}
