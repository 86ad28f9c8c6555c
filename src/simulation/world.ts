import { AnnotationStore } from "../apps/videos/annotation-store.ts";
import { tokenFor, userSocketMount } from "../apps/videos/user-socket.ts";
import { Page } from "../client/page.ts";
import { KILLED } from "../kernel/exit-reason.ts";
import { Kernel } from "../kernel/kernel.ts";
import { Raised } from "../kernel/raised.ts";
import type { JsonValue } from "../protocol/json.ts";
import type { Scenario, ScenarioVariant } from "../schemas/scenario.ts";
import { Endpoint } from "../server/endpoint.ts";
import type { ClientId, Pid } from "../trace/ids.ts";
import type { Input, ServerStop, TimedInput } from "../trace/input.ts";
import type { TraceLog } from "../trace/log.ts";
import { Link } from "../transport/link.ts";
import { channelModule, pageProgram } from "./cast.ts";
import { networkTo } from "./server-network.ts";

/** The server's wall clock at virtual time 0, in Unix seconds: 2026-11-24 00:00 UTC. */
const WALL_CLOCK_AT_START = 1_795_478_400;

export type WorldOptions = {
  readonly scenario: Scenario;
  readonly variant: ScenarioVariant;
  readonly seed: number;
  readonly inputs: readonly TimedInput[];
};

/**
 * One deterministic world: a server, a network and the viewers' pages on one kernel. All that happens comes
 * from the inputs it was made with; to act is to make a new world with a longer list.
 */
export class World {
  readonly kernel: Kernel;
  readonly pages: ReadonlyMap<ClientId, Page>;
  readonly links: ReadonlyMap<ClientId, Link>;
  readonly #options: WorldOptions;
  readonly #store: AnnotationStore;
  #endpoint: Endpoint | null = null;
  #startWanted = false;

  constructor(options: WorldOptions, log: TraceLog) {
    const { scenario, seed, inputs } = options;
    this.#options = options;
    this.kernel = new Kernel(seed, log);
    this.#store = new AnnotationStore(this.kernel);
    const network = networkTo(this.kernel, () => this.#endpoint);
    this.links = new Map(scenario.clients.map(({ id, link }) => [id, new Link(this.kernel, id, link)]));
    const wallClockMsAtStart = WALL_CLOCK_AT_START * 1000;
    this.pages = new Map(
      [...this.links].map(([id, link]) => [id, new Page({ network, link, wallClockMsAtStart })]),
    );
    this.#startServer();
    this.kernel.cause = null;
    // Planned before anything else, so that at its moment an input comes first, live and in every replay.
    for (const { atMs, input } of inputs) this.kernel.at(atMs, () => this.#apply(input));
  }

  /** The running server; null while it is down. */
  get endpoint(): Endpoint | null {
    return this.#endpoint;
  }

  #apply(input: Input): void {
    this.kernel.begin({ kind: "input_applied", input });
    switch (input.kind) {
      case "open_page":
        this.#openPage(input.client);
        break;
      case "connect":
        this.#page(input.client).connect();
        break;
      case "disconnect":
        this.#page(input.client).disconnect();
        break;
      case "annotate":
        this.#page(input.client).annotate(input.body);
        break;
      case "push":
        this.#page(input.client).push(input.topic, input.event, input.payload);
        break;
      case "leave":
        this.#page(input.client).leave(input.topic);
        break;
      case "pull_cable":
        this.#link(input.client).cut();
        break;
      case "plug_cable":
      case "restore_link":
        this.#link(input.client).restore();
        break;
      case "silence_link":
        this.#link(input.client).silence();
        break;
      case "reset_link":
        this.#link(input.client).reset();
        break;
      case "stop_server":
        this.#stopServer(input.how);
        break;
      case "start_server":
        this.#startServer();
        break;
      case "restart_server":
        this.#stopServer(input.how);
        this.kernel.after(input.downMs, () => this.#startServer());
        break;
      case "crash_channel":
        this.#crashChannel(input.client, input.topic);
        break;
      case "broadcast":
        this.#broadcast(input.topic, input.event, input.payload);
        break;
      case "hide_page":
        this.#page(input.client).setVisible(false);
        break;
      case "show_page":
        this.#page(input.client).setVisible(true);
        break;
      default:
        throw unknownInput(input);
    }
  }

  #openPage(client: ClientId): void {
    const token = tokenFor(client, WALL_CLOCK_AT_START + this.kernel.nowMs / 1000);
    this.#page(client).open(pageProgram(this.#options.variant.page), token);
  }

  #startServer(): void {
    // A server that is still stopping, because it drains or waits for a slow join, is started once it has stopped.
    this.#startWanted = this.#endpoint !== null;
    if (this.#endpoint !== null) return;
    const module = channelModule(this.#options.variant.channel, this.#store);
    this.#endpoint = new Endpoint(this.kernel, [userSocketMount(module)], WALL_CLOCK_AT_START);
  }

  #stopServer(how: ServerStop): void {
    this.#startWanted = false;
    this.#endpoint?.stop(how, () => {
      this.#endpoint = null;
      if (this.#options.scenario.store === "emptied_by_restart") this.#store.empty();
      if (this.#startWanted) this.#startServer();
    });
  }

  // What `Process.exit(pid, :kill)` does; to everybody else it looks like a callback that raised.
  #crashChannel(client: ClientId, topic: string): void {
    const processes = this.#endpoint?.processes;
    if (processes === undefined) return;
    let found: Pid | null = null;
    for (const pid of processes.pids) {
      const role = processes.roleOf(pid);
      if (role?.is === "channel" && role.client === client && role.topic === topic) found = pid;
    }
    if (found !== null) processes.exit(found, KILLED);
  }

  // Called by some process outside the simulation; what it broadcasts may be more than a subscriber can take.
  #broadcast(topic: string, event: string, payload: JsonValue): void {
    try {
      this.#endpoint?.broadcast(topic, event, payload);
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      const text = `** (${error.exception}) ${error.message}`;
      this.kernel.note({ kind: "logged", pid: null, level: "error", text });
    }
  }

  #page(client: ClientId): Page {
    return found(this.pages, client);
  }

  #link(client: ClientId): Link {
    return found(this.links, client);
  }
}

function found<Value>(among: ReadonlyMap<ClientId, Value>, client: ClientId): Value {
  const value = among.get(client);
  if (value === undefined) throw new RangeError(`no client "${client}" in this scenario`);
  return value;
}

/** Every kind of input has its case above: the compiler sees that nothing is left. */
function unknownInput(input: never): RangeError {
  return new RangeError(`unknown input ${String(input)}`);
}
