import { secretAfter } from "../apps/videos/tokens.ts";
import type { Scheduled } from "../kernel/kernel.ts";
import type { Endpoint } from "../server/endpoint.ts";
import type { NodeName } from "../trace/ids.ts";
import type { ServerStop } from "../trace/input.ts";
import type { World } from "./world.ts";

/** Makes a server that runs, with the secret of that moment. */
export type StartEndpoint = (secretKeyBase: string, name: NodeName | null) => Endpoint;

/** What is told when a node of a server comes and goes. */
export type NodeWatcher = {
  readonly started: (node: ServerNode, endpoint: Endpoint) => void;
  readonly stopped: (node: ServerNode) => void;
};

/** A machine of the server: it is started, stopped and started again, each time with a new endpoint. */
export class ServerNode {
  /** Null for a server that is not made of several. */
  readonly name: NodeName | null;
  readonly #world: Pick<World, "kernel">;
  readonly #startEndpoint: StartEndpoint;
  readonly #watcher: NodeWatcher;
  #endpoint: Endpoint | null = null;
  /** The start that a restart has planned. */
  #plannedStart: Scheduled | null = null;
  /** How often its secret was changed; a server that runs keeps the one that it was started with. */
  #secretChanges = 0;
  #startedWith = 0;
  /** It was to be started while it was still stopping. */
  #startWanted = false;

  constructor(
    name: NodeName | null,
    world: Pick<World, "kernel">,
    startEndpoint: StartEndpoint,
    watcher: NodeWatcher,
  ) {
    this.name = name;
    this.#world = world;
    this.#startEndpoint = startEndpoint;
    this.#watcher = watcher;
  }

  /** Null while it is down. */
  get endpoint(): Endpoint | null {
    return this.#endpoint;
  }

  /** The secret that what is signed now is signed with. */
  get secretKeyBase(): string {
    return secretAfter(this.#startedWith);
  }

  start(): void {
    // A server that is still stopping, because it drains or waits for a slow join, is started once it has stopped.
    this.#startWanted = this.#endpoint?.stopping ?? false;
    if (this.#endpoint !== null) return;
    this.#plannedStart?.cancel();
    this.#plannedStart = null;
    this.#startedWith = this.#secretChanges;
    this.#endpoint = this.#startEndpoint(this.secretKeyBase, this.name);
    this.#watcher.started(this, this.#endpoint);
  }

  stop(how: ServerStop): void {
    this.#endpoint?.stop(how, () => {
      this.#endpoint = null;
      this.#watcher.stopped(this);
      if (this.#startWanted) this.start();
    });
  }

  // Whatever is done to a server that is down, or on its way down, a restart that was planned stays as it was.
  restart(how: ServerStop, downMs: number, { withNewSecret }: { readonly withNewSecret: boolean }): void {
    const isRunning = this.#endpoint?.stopping === false;
    if (isRunning && withNewSecret) this.#secretChanges += 1;
    this.stop(how);
    if (isRunning) this.#plannedStart = this.#world.kernel.after(downMs, () => this.start());
  }
}
