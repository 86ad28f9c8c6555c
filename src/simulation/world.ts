import { tokenFor } from "../apps/videos/tokens.ts";
import type { Page } from "../client/page.ts";
import type { CodeWatcher } from "../elixir/code-watcher.ts";
import { Kernel } from "../kernel/kernel.ts";
import { Raised } from "../kernel/raised.ts";
import { Later } from "../loading/later.ts";
import type { Scenario, ScenarioVariant } from "../schemas/scenario.ts";
import type { Cluster } from "../server/cluster.ts";
import { Endpoint } from "../server/endpoint.ts";
import type { SupervisedSocket } from "../server/supervision.ts";
import type { LinkState } from "../trace/event.ts";
import type { ClientId, NodeName, Pid } from "../trace/ids.ts";
import type { Input, TimedInput } from "../trace/input.ts";
import type { TraceLog } from "../trace/log.ts";
import { addedBy } from "../trace/viewer.ts";
import type { Link } from "../transport/link.ts";
import { type Cast, pageToken, SITE_CAST } from "./cast.ts";
import { type ConsoleLine, MOST_LINES, type ReadersPage, readersPage } from "./page-code.ts";
import { appOf } from "./server-app.ts";
import { networkTo } from "./server-network.ts";
import { ServerNode } from "./server-node.ts";
import { REPO, VideosRepo } from "./videos-repo.ts";
import { Viewers } from "./viewers.ts";

/** What makes a server of several nodes. */
const CLUSTER = new Later(() => import("../server/cluster.ts"));
/** What is seldom done to a world. */
const RARE = new Later(() => import("./rare-input.ts"));
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
  readonly viewers: Viewers;
  readonly #options: WorldOptions;
  readonly #repo: VideosRepo;
  readonly #cast: Cast;
  /** One, or several that make up one server. */
  readonly #nodes: readonly [ServerNode, ...ServerNode[]];
  /** What connects the nodes, if there are several. */
  readonly cluster: Cluster | null;
  /** To which node the load balancer takes a viewer while it runs. */
  readonly homes = new Map<ClientId, NodeName>();
  #sockets: readonly SupervisedSocket[] = [];
  /** How far the server's wall clock was put ahead, in milliseconds. */
  clockAheadMs = 0;
  readonly #readersPage: ReadersPage | null;
  readonly #console: ConsoleLine[] = [];

  constructor(options: WorldOptions, log: TraceLog) {
    const { scenario, seed, inputs } = options;
    this.#options = options;
    this.#cast = options.cast ?? SITE_CAST;
    const { pageCode } = options.variant;
    this.#readersPage = pageCode === undefined ? null : readersPage(pageCode);
    this.kernel = new Kernel(seed, log);
    this.#repo = new VideosRepo(this.kernel, scenario.queryMs);
    const { nodes = null } = scenario;
    this.cluster = nodes === null ? null : new CLUSTER.now.Cluster(this.kernel);
    const [first, ...others] = nodes ?? [null];
    this.#nodes = [this.#newNode(first), ...others.map((name) => this.#newNode(name))];
    for (const { id, node } of scenario.clients) if (node !== undefined) this.homes.set(id, node);
    const network = networkTo(this.kernel, (client) => this.#endpointFor(client));
    this.viewers = new Viewers(network, WALL_CLOCK_AT_START * 1000);
    for (const client of scenario.clients) this.viewers.add(client);
    for (const node of this.#nodes) {
      node.start();
      this.kernel.cause = null;
    }
    // Planned before anything else, so that at its moment an input comes first, live and in every replay.
    for (const { atMs, input } of inputs) this.kernel.at(atMs, () => this.apply(input));
  }

  /** What runs of the server: of one node at most one endpoint. */
  get endpoints(): readonly Endpoint[] {
    return this.#nodes.flatMap(({ endpoint }) => endpoint ?? []);
  }

  /** What the server mounts, each time that it is started. */
  get sockets(): readonly SupervisedSocket[] {
    return this.#sockets;
  }

  /** What the reader's own page wrote to its console, and what it threw; the first lines, if there are very many. */
  get console(): readonly ConsoleLine[] {
    return this.#console;
  }

  /** Whether a page has run whose promises may want their turn. */
  get awaitsPromises(): boolean {
    return this.#readersPage !== null && this.viewers.all.some(({ page }) => page.hasRun);
  }

  /** They have had it. */
  settle(): void {
    for (const { page } of this.viewers.all) if (page.hasRun) page.settled();
  }

  /** Does something now, between two steps. */
  apply(input: Input): void {
    this.kernel.begin({ kind: "input_applied", input });
    if (this.#isInVain(input)) return;
    switch (input.kind) {
      case "open_page":
        this.openPage(input.client);
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
        this.linkOf(input.client).cut();
        break;
      case "plug_cable":
        this.#restore(input.client, "cut");
        break;
      case "restore_link":
        this.#restore(input.client, "silent");
        break;
      case "silence_link":
        this.linkOf(input.client).silence();
        break;
      case "stop_server":
        for (const node of this.#nodesOf(input)) node.stop(input.how);
        break;
      case "start_server":
        for (const node of this.#nodesOf(input)) node.start();
        break;
      case "restart_server":
        for (const node of this.#nodesOf(input)) {
          node.restart(input.how, input.downMs, { withNewSecret: input.secret === "changed" });
        }
        break;
      case "crash_channel":
        this.#plantBug(input.client, input.topic);
        break;
      case "broadcast":
        this.#broadcast(input);
        break;
      default:
        RARE.now.applyRare(this, input);
    }
  }

  /** Whether it asks something of a page that is stopped, or wants back what never went. */
  #isInVain(input: Input): boolean {
    // Whoever was to be added may have been added in vain.
    if ("client" in input && addedBy(input) === null && !this.viewers.has(input.client)) return true;
    switch (input.kind) {
      case "open_page":
      case "connect":
      case "disconnect":
      case "annotate":
      case "push":
      case "join":
      case "leave":
      case "press":
        return this.pageOf(input.client).stopped;
      default:
        return false;
    }
  }

  /** Opens the page that a viewer has now, unless it is open. */
  openPage(id: ClientId): void {
    const viewer = this.viewers.get(id);
    if (viewer.page.isOpen) return;
    const { user, token, program } = viewer;
    const now = (): number => this.#wallClockAtStart + this.kernel.nowMs / 1000;
    const secret = (): string => this.#nodes[0].secretKeyBase;
    const name = program ?? this.#options.variant.page;
    const session = {
      user,
      token: pageToken(user, token, now(), secret()),
      renewToken: () => tokenFor(user, now(), secret()),
    };
    const own = this.#readersPage;
    if (own === null || own.program !== name) {
      viewer.page.open(this.#cast.pageProgram(name), session);
      return;
    }
    const write = (level: ConsoleLine["level"], text: string, line: number | null): void => {
      if (this.#console.length >= MOST_LINES) return;
      this.#console.push({ client: id, timeMs: this.kernel.nowMs, level, text, line });
    };
    const openPage = own.make((level, text) => write(level, text, null));
    viewer.page.open(openPage, session, (error) => write("error", ...own.told(error)));
  }

  #newNode(name: NodeName | null): ServerNode {
    return new ServerNode(name, this, (...how) => this.#newEndpoint(...how), {
      started: (node, endpoint) => {
        endpoint.processes.watch();
        this.#sockets = endpoint.mounts.map(({ handler: { name: handler, routes } }) => ({
          handler,
          channels: routes.map(({ module }) => module.name),
        }));
        if (node.name !== null) this.cluster?.join(node.name, endpoint);
      },
      stopped: (node) => {
        if (node.name !== null) this.cluster?.leave(node.name);
        const isDown = this.endpoints.length === 0;
        if (isDown && this.#options.scenario.store === "emptied_by_restart") this.#repo.empty();
      },
    });
  }

  /** What an input is about: the node that it names, or all of them. */
  #nodesOf({ node }: { readonly node?: NodeName }): readonly ServerNode[] {
    return node === undefined ? this.#nodes : this.#nodes.filter(({ name }) => name === node);
  }

  /** Where the load balancer takes a viewer: home, or to the first node that listens and is not about to stop. */
  #endpointFor(client: ClientId | null): Endpoint | null {
    const [first, ...others] = this.#nodes;
    if (others.length === 0) return first.endpoint;
    const home = client === null ? undefined : this.homes.get(client);
    const inOrder = [...this.#nodes].sort((a, b) => Number(b.name === home) - Number(a.name === home));
    const listening = inOrder.flatMap(({ endpoint }) => (endpoint?.listening ? [endpoint] : []));
    return listening.find(({ stopping }) => !stopping) ?? listening[0] ?? null;
  }

  #newEndpoint(secretKeyBase: string, name: NodeName | null): Endpoint {
    const { server, serverCode } = this.#options.variant;
    const { serverMounts } = this.#cast;
    if (serverMounts !== undefined) {
      return new Endpoint(this.kernel, serverMounts(server, this.kernel), this.#wallClockAtStart, name);
    }
    if (serverCode === undefined) {
      throw new Error(`the server of ${this.#options.scenario.id} is not compiled: see server-code.ts`);
    }
    const { watcher } = this.#options;
    const known = {
      secretKeyBase,
      outside: new Map([[REPO, this.#repo]]),
      ...(name === null ? {} : { name }),
    };
    const options = watcher === undefined ? known : { ...known, watcher };
    return appOf(serverCode).start(this.kernel, this.#wallClockAtStart, options).endpoint;
  }

  /** Unix seconds at virtual time 0, by the server's clock as it goes now. */
  get #wallClockAtStart(): number {
    return WALL_CLOCK_AT_START + this.clockAheadMs / 1000;
  }

  #restore(client: ClientId, from: LinkState): void {
    const link = this.linkOf(client);
    if (link.state === from) link.restore();
  }

  // A message to the channel process, for which its code raises: as any other it waits for its turn.
  #plantBug(client: ClientId, topic: string): void {
    for (const { processes } of this.endpoints) {
      let found: Pid | null = null;
      for (const pid of processes.pids) {
        const role = processes.roleOf(pid);
        if (role?.is === "channel" && role.client === client && role.topic === topic) found = pid;
      }
      if (found !== null) processes.send(found, { kind: "bug" }, { is: "info", text: ":bug" });
    }
  }

  // Called by some process outside the simulation; what it broadcasts may be more than a subscriber can take.
  #broadcast({ topic, event, payload, ...where }: Extract<Input, { kind: "broadcast" }>): void {
    const caller = this.#nodesOf(where).find(({ endpoint }) => endpoint !== null);
    try {
      caller?.endpoint?.broadcast(topic, event, payload);
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      this.kernel.note({ kind: "logged", pid: null, level: "error", text: error.banner });
    }
  }

  /** A viewer's page. Throws a RangeError for somebody who does not take part. */
  pageOf(client: ClientId): Page {
    return this.viewers.get(client).page;
  }

  /** A viewer's way to the network. Throws as `pageOf`. */
  linkOf(client: ClientId): Link {
    return this.viewers.get(client).link;
  }
}
