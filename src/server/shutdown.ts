import { SHUTDOWN } from "../kernel/exit-reason.ts";
import type { Pid } from "../trace/ids.ts";
import type { Drainer } from "./drainer.ts";
import type { ServerProcesses } from "./mail.ts";

/** How long the web server waits for its connections' processes (thousand_island, `:shutdown_timeout`). */
const CONNECTIONS_SHUTDOWN_MS = 15_000;

/** The parts of the server that are not processes. */
export interface Stoppable {
  stopListening(): void;
  /** The transport process is killed, and its connection with it: no close frame. */
  killConnection(transport: Pid): void;
  halt(): void;
}

/**
 * A server that stops in good order: its supervisors end their children in the reverse of the order in which
 * they were started. First the drainer posts to every channel process, in batches; each tells its socket, which
 * closes with 1012. Then the web server stops listening and closes what is left with 1000; a transport that waits
 * in a slow join is waited for. Then the channel processes get an exit signal, and everything else ends.
 */
export class Shutdown {
  readonly #processes: ServerProcesses;
  readonly #drainer: Drainer | null;
  readonly #server: Stoppable;

  constructor(processes: ServerProcesses, drainer: Drainer | null, server: Stoppable) {
    this.#processes = processes;
    this.#drainer = drainer;
    this.#server = server;
  }

  begin(): void {
    if (this.#drainer === null) this.#drained();
    else this.#drain(this.#all("channel"), this.#drainer, this.#drainer.shutdownMs);
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
      for (const pid of this.#all("transport")) this.#server.killConnection(pid);
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
    this.#server.halt();
  }

  #all(role: "transport" | "channel"): readonly Pid[] {
    return [...this.#processes.pids].filter((pid) => this.#processes.roleOf(pid)?.is === role);
  }
}
