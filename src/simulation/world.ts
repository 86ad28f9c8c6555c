import { secretAfter, tokenFor } from "../apps/videos/tokens.ts";
import type { Page } from "../client/page.ts";
import type { CodeWatcher } from "../elixir/code-watcher.ts";
import { Kernel, type Scheduled } from "../kernel/kernel.ts";
import { Raised } from "../kernel/raised.ts";
import type { JsonValue } from "../protocol/json.ts";
import type { Scenario, ScenarioVariant } from "../schemas/scenario.ts";
import { Endpoint } from "../server/endpoint.ts";
import type { SupervisedSocket } from "../server/supervision.ts";
import type { LinkState } from "../trace/event.ts";
import type { ClientId, Pid } from "../trace/ids.ts";
import type { Input, ServerStop, TimedInput } from "../trace/input.ts";
import type { TraceLog } from "../trace/log.ts";
import { addedBy } from "../trace/viewer.ts";
import type { Link } from "../transport/link.ts";
import { type Cast, pageToken, SITE_CAST } from "./cast.ts";
import { appOf } from "./server-app.ts";
import { networkTo } from "./server-network.ts";
import { REPO, VideosRepo } from "./videos-repo.ts";
import { Viewers } from "./viewers.ts";

/** The server's wall clock at virtual time 0, in Unix seconds: 2026-11-24 00:00 UTC. */
const WALL_CLOCK_AT_START = 1_795_478_400;

export type WorldOptions = {
  readonly scenario: Scenario;
  readonly variant: ScenarioVariant;
  readonly seed: number;
  readonly inputs: readonly TimedInput[];
  /** Instead of the site's own pages and channels. */
  readonly cast?: Cast;
  /** Looks on while the server runs Elixir. */
  readonly watcher?: CodeWatcher;
};

/**
 * One deterministic world: a server, a network and the viewers' pages on one kernel. All that happens comes
 * from the inputs it was made with; to act is to make a new world with a longer list.
 */
export class World {
  readonly kernel: Kernel;
  readonly #viewers: Viewers;
  readonly #options: WorldOptions;
  readonly #repo: VideosRepo;
  readonly #cast: Cast;
  #endpoint: Endpoint | null = null;
  #sockets: readonly SupervisedSocket[] = [];
  /** The start that a restart has planned. */
  #plannedStart: Scheduled | null = null;
  /** How often its secret was changed; a server that runs keeps the one that it was started with. */
  #secretChanges = 0;
  #startedWith = 0;
  /** How far the server's wall clock was put ahead, in milliseconds. */
  #clockAheadMs = 0;
  /** It was to be started while it was still stopping. */
  #startWanted = false;

  constructor(options: WorldOptions, log: TraceLog) {
    const { scenario, seed, inputs } = options;
    this.#options = options;
    this.#cast = options.cast ?? SITE_CAST;
    this.kernel = new Kernel(seed, log);
    this.#repo = new VideosRepo(this.kernel, scenario.queryMs);
    const network = networkTo(this.kernel, () => this.#endpoint);
    this.#viewers = new Viewers(network, WALL_CLOCK_AT_START * 1000);
    for (const client of scenario.clients) this.#viewers.add(client);
    this.#startServer();
    this.kernel.cause = null;
    // Planned before anything else, so that at its moment an input comes first, live and in every replay.
    for (const { atMs, input } of inputs) this.kernel.at(atMs, () => this.apply(input));
  }

  /** The running server; null while it is down. */
  get endpoint(): Endpoint | null {
    return this.#endpoint;
  }

  /** What the server mounts, each time that it is started. */
  get sockets(): readonly SupervisedSocket[] {
    return this.#sockets;
  }

  /** Does something now, between two steps. */
  apply(input: Input): void {
    this.kernel.begin({ kind: "input_applied", input });
    if (this.#isInVain(input)) return;
    switch (input.kind) {
      case "add_viewer":
        this.#viewers.add({ ...input, id: input.client, page: null });
        this.#openPage(input.client);
        break;
      case "add_tab":
        this.#viewers.addBeside(input.client, input.of);
        this.#openPage(input.client);
        break;
      case "open_page":
        this.#openPage(input.client);
        break;
      case "close_page":
        this.#viewers.closePage(input.client);
        break;
      case "connect":
        this.pageOf(input.client).connect();
        break;
      case "disconnect":
        this.pageOf(input.client).disconnect();
        break;
      case "annotate":
        this.pageOf(input.client).annotate(input.body);
        break;
      case "push":
        this.pageOf(input.client).push(input.topic, input.event, input.payload);
        break;
      case "join":
        this.pageOf(input.client).join(input.topic, input.params);
        break;
      case "leave":
        this.pageOf(input.client).leave(input.topic);
        break;
      case "press":
        this.pageOf(input.client).press(input.button, input.text);
        break;
      case "pull_cable":
        this.#link(input.client).cut();
        break;
      case "plug_cable":
        this.#restore(input.client, "cut");
        break;
      case "restore_link":
        this.#restore(input.client, "silent");
        break;
      case "silence_link":
        this.#link(input.client).silence();
        break;
      case "change_link":
        this.#link(input.client).become(input.link);
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
        this.#restartServer(input);
        break;
      case "advance_clock":
        this.#advanceClock(input.byMs);
        break;
      case "crash_channel":
        this.#plantBug(input.client, input.topic);
        break;
      case "broadcast":
        this.#broadcast(input.topic, input.event, input.payload);
        break;
      case "hide_page":
        this.pageOf(input.client).setVisible(false);
        break;
      case "show_page":
        this.pageOf(input.client).setVisible(true);
        break;
      case "leave_page":
        this.pageOf(input.client).leaveForNow();
        break;
      case "return_to_page":
        this.pageOf(input.client).comeBack();
        break;
      case "close_laptop":
        for (const page of this.#viewers.pagesOnMachine(input.client)) page.sleep();
        break;
      case "open_laptop":
        for (const page of this.#viewers.pagesOnMachine(input.client)) page.wake();
        break;
      case "close_connection":
        this.#link(input.client).closeByProxy(input.code);
        break;
      default:
        throw unknownInput(input);
    }
  }

  /** Whether it asks something of a page that is stopped, or wants back what never went. */
  #isInVain(input: Input): boolean {
    // Whoever was to be added may have been added in vain.
    if ("client" in input && addedBy(input) === null && !this.#viewers.has(input.client)) return true;
    switch (input.kind) {
      case "add_viewer":
        return this.#viewers.has(input.client);
      case "add_tab":
        return this.#viewers.has(input.client) || !this.#viewers.has(input.of) || this.#link(input.of).asleep;
      case "close_page":
        return !this.pageOf(input.client).isOpen || this.#link(input.client).asleep;
      case "open_page":
      case "connect":
      case "disconnect":
      case "annotate":
      case "push":
      case "join":
      case "leave":
      case "press":
      case "hide_page":
      case "show_page":
      case "leave_page":
      case "close_laptop":
        return this.pageOf(input.client).stopped;
      case "return_to_page":
        return !this.pageOf(input.client).stopped || this.#link(input.client).asleep;
      case "open_laptop":
        return !this.#link(input.client).asleep;
      default:
        return false;
    }
  }

  #openPage(id: ClientId): void {
    const viewer = this.#viewers.get(id);
    if (viewer.page.isOpen) return;
    const { user, token, program } = viewer;
    const now = (): number => this.#wallClockAtStart + this.kernel.nowMs / 1000;
    const secret = (): string => secretAfter(this.#startedWith);
    viewer.page.open(this.#cast.pageProgram(program ?? this.#options.variant.page), {
      user,
      token: pageToken(user, token, now(), secret()),
      renewToken: () => tokenFor(user, now(), secret()),
    });
  }

  #startServer(): void {
    // A server that is still stopping, because it drains or waits for a slow join, is started once it has stopped.
    this.#startWanted = this.#endpoint?.stopping ?? false;
    if (this.#endpoint !== null) return;
    this.#plannedStart?.cancel();
    this.#plannedStart = null;
    this.#startedWith = this.#secretChanges;
    this.#endpoint = this.#newEndpoint();
    this.#endpoint.processes.watch();
    this.#sockets = this.#endpoint.mounts.map(({ handler: { name, routes } }) => ({
      handler: name,
      channels: routes.map(({ module }) => module.name),
    }));
  }

  #newEndpoint(): Endpoint {
    const { server, serverCode } = this.#options.variant;
    const { serverMounts } = this.#cast;
    if (serverMounts !== undefined) {
      return new Endpoint(this.kernel, serverMounts(server, this.kernel), this.#wallClockAtStart);
    }
    if (serverCode === undefined) {
      throw new Error(`the server of ${this.#options.scenario.id} is not compiled: see server-code.ts`);
    }
    const { watcher } = this.#options;
    const known = { secretKeyBase: secretAfter(this.#startedWith), outside: new Map([[REPO, this.#repo]]) };
    const options = watcher === undefined ? known : { ...known, watcher };
    return appOf(serverCode).start(this.kernel, this.#wallClockAtStart, options).endpoint;
  }

  // Whatever is done to a server that is down, or on its way down, a restart that was planned stays as it was.
  #restartServer({ how, downMs, secret }: Extract<Input, { kind: "restart_server" }>): void {
    const isRunning = this.#endpoint?.stopping === false;
    if (isRunning && secret === "changed") this.#secretChanges += 1;
    this.#stopServer(how);
    if (isRunning) this.#plannedStart = this.kernel.after(downMs, () => this.#startServer());
  }

  #advanceClock(byMs: number): void {
    if (byMs === 0) return;
    this.#clockAheadMs += byMs;
    this.#endpoint?.advanceClock(byMs);
    this.kernel.begin({ kind: "clock_advanced", byMs });
  }

  /** Unix seconds at virtual time 0, by the server's clock as it goes now. */
  get #wallClockAtStart(): number {
    return WALL_CLOCK_AT_START + this.#clockAheadMs / 1000;
  }

  #stopServer(how: ServerStop): void {
    this.#endpoint?.stop(how, () => {
      this.#endpoint = null;
      if (this.#options.scenario.store === "emptied_by_restart") this.#repo.empty();
      if (this.#startWanted) this.#startServer();
    });
  }

  #restore(client: ClientId, from: LinkState): void {
    const link = this.#link(client);
    if (link.state === from) link.restore();
  }

  // A message to the channel process, for which its code raises: as any other it waits for its turn.
  #plantBug(client: ClientId, topic: string): void {
    const processes = this.#endpoint?.processes;
    if (processes === undefined) return;
    let found: Pid | null = null;
    for (const pid of processes.pids) {
      const role = processes.roleOf(pid);
      if (role?.is === "channel" && role.client === client && role.topic === topic) found = pid;
    }
    if (found !== null) processes.send(found, { kind: "bug" }, { is: "info", text: ":bug" });
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

  /** A viewer's page. Throws a RangeError for somebody who does not take part. */
  pageOf(client: ClientId): Page {
    return this.#viewers.get(client).page;
  }

  #link(client: ClientId): Link {
    return this.#viewers.get(client).link;
  }
}

/** Every kind of input has its case above: the compiler sees that nothing is left. */
function unknownInput(input: never): RangeError {
  return new RangeError(`unknown input ${String(input)}`);
}
