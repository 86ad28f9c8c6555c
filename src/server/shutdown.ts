import { KILLED, SHUTDOWN } from "../kernel/exit-reason.ts";
import type { Pid } from "../trace/ids.ts";
import type { ServerStop } from "../trace/input.ts";
import type { Drainer } from "./drainer.ts";
import type { ServerProcesses } from "./mail.ts";
import type { Wire } from "./wire.ts";

/** How long the web server waits for its connections' processes (thousand_island, `:shutdown_timeout`). */
const CONNECTIONS_SHUTDOWN_MS = 15_000;

/** What is stopped; `wires` by the transport process of each connection. */
export type Stoppable = {
  readonly processes: ServerProcesses;
  readonly wires: ReadonlyMap<Pid, Wire>;
  readonly drainer: Drainer | null;
  readonly stopListening: () => void;
};

/** The transport process is killed, and its connection with it: no close frame. */
export function killConnection(
  processes: ServerProcesses,
  wires: ReadonlyMap<Pid, Wire>,
  transport: Pid,
): void {
  const wire = wires.get(transport);
  if (wire === undefined) return;
  noteKilled(processes, wire);
  processes.exit(transport, KILLED);
  wire.abortDown("server_killed");
}

function noteKilled({ kernel }: ServerProcesses, { client, id: connection }: Wire): void {
  kernel.note({ kind: "server_connection_closed", client, connection, code: null, why: "killed" });
}

/**
 * A server that stops: at once (SIGKILL), or in good order, as its supervisors end their children in the reverse of
 * the order in which they were started. First the drainer posts to every channel process, in batches; each tells its socket, which
 * closes with 1012. Then the web server stops listening and closes what is left with 1000; a transport that waits
 * in a slow join is waited for. Then the channel processes get an exit signal, and everything else ends.
 */
export class Shutdown {
  readonly #server: Stoppable;
  readonly #processes: ServerProcesses;
  #halted = false;
  #begun: { readonly how: ServerStop; readonly stopped: () => void } | null = null;

  constructor(server: Stoppable) {
    this.#server = server;
    this.#processes = server.processes;
  }

  /** Begins to stop, or kills what stops already; otherwise nothing more is done. */
  begin(how: ServerStop, stopped: () => void): void {
    if (how === "graceful" && this.#begun !== null) return;
    this.#begun = { how, stopped };
    this.#processes.kernel.begin({ kind: "server_stopping", how, ...this.#processes.of });
    const { drainer } = this.#server;
    if (how === "kill") this.#halt();
    else if (drainer === null) this.#drained();
    else this.#drain(this.#all("channel"), drainer, drainer.shutdownMs);
  }

  #drain(channels: readonly Pid[], drainer: Drainer, leftMs: number): void {
    for (const pid of channels.slice(0, drainer.batchSize)) {
      this.#processes.send(pid, { kind: "drain" }, { is: "drain" });
    }
    const rest = channels.slice(drainer.batchSize);
    // As in Phoenix, a full last batch is waited for as well.
    if (channels.length < drainer.batchSize) this.#drained();
    else if (leftMs <= drainer.batchIntervalMs) this.#processes.kernel.after(leftMs, () => this.#drained());
    else {
      const next = () => this.#drain(rest, drainer, leftMs - drainer.batchIntervalMs);
      this.#processes.kernel.after(drainer.batchIntervalMs, next);
    }
  }

  // A race in principle: a joined socket that the web server reaches before its channel's message does closes
  // with 1000. A millisecond's head start is what the recordings show.
  #drained(): void {
    const { kernel } = this.#processes;
    kernel.after(1, () => {
      this.#server.stopListening();
      for (const pid of this.#all("transport")) this.#processes.send(pid, { kind: "server_stopping" }, null);
      kernel.after(1, () => this.#awaitConnections());
    });
  }

  #awaitConnections(): void {
    if (this.#all("transport").length === 0) {
      this.#finish();
      return;
    }
    const { kernel } = this.#processes;
    const tooLong = kernel.after(CONNECTIONS_SHUTDOWN_MS - 1, () => {
      for (const pid of this.#all("transport")) killConnection(this.#processes, this.#server.wires, pid);
    });
    this.#processes.onExit(() => {
      if (tooLong.cancelled || this.#all("transport").length > 0) return;
      tooLong.cancel();
      kernel.after(0, () => this.#finish());
    });
  }

  // Whatever waits in their mailboxes is not read any more, and terminate/2 does not run.
  #finish(): void {
    for (const pid of this.#all("channel")) this.#processes.exit(pid, SHUTDOWN);
    this.#halt();
  }

  #halt(): void {
    if (this.#halted || this.#begun === null) return;
    this.#halted = true;
    const { how, stopped } = this.#begun;
    this.#server.stopListening();
    const wires = [...this.#server.wires.values()];
    for (const wire of wires) noteKilled(this.#processes, wire);
    this.#processes.halt();
    this.#processes.kernel.begin({ kind: "server_stopped", how, ...this.#processes.of });
    for (const wire of wires) wire.abortDown("server_killed");
    stopped();
  }

  #all(role: "transport" | "channel"): readonly Pid[] {
    return [...this.#processes.pids].filter((pid) => this.#processes.roleOf(pid)?.is === role);
  }
}
