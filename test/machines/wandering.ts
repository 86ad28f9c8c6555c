import type { RealClient } from "./real-client.ts";

const TOPICS = ["videos:1", "videos:2"];
const WAITS_MS = [10, 50, 150, 300, 450, 600, 1_000, 2_000, 5_000, 10_000, 30_000, 30_000, 30_000];
const HOOKS = [
  ..."params error error close close said".split(" "),
  ..."phx_join ok,phx_join ok,phx_join error,phx_join timeout,said ok,said error,said timeout".split(","),
];
const SOCKET_HOOKS = ["open", "open", "close", "error", "message"];
const EVENTS = ["said", "asked"];

/** Lets a client live through `steps` random things, the same ones for the same seed. */
export function wander(client: RealClient, seed: number, steps: number): void {
  new Walk(client, seed, ACTIONS).go(steps);
}

/** The same with a page that is closed now and then, and opened anew. */
export function wanderThroughPages(client: RealClient, seed: number, steps: number): void {
  new Walk(client, seed, [...ACTIONS, "close page"]).go(steps);
}

class Walk {
  readonly #client: RealClient;
  readonly #actions: readonly string[];
  readonly #joined = new Set<object>();
  #state: number;

  constructor(client: RealClient, seed: number, actions: readonly string[]) {
    this.#client = client;
    this.#actions = actions;
    this.#state = (seed * 2_654_435_761) >>> 0;
  }

  go(steps: number): void {
    this.#client.connect();
    for (let step = 0; step < steps; step += 1) this.#act(this.#pick(this.#actions));
  }

  /** A whole number from 0 below a bound (a linear congruential generator, constants of Numerical Recipes). */
  #random(below: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * below);
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#random(items.length)] as Item; // never empty
  }

  #act(action: string): void {
    const client = this.#client;
    const topic = this.#pick(TOPICS);
    const newest = client.channels.findLast((channel) => channel.topic === topic);
    const transport = client.transports.at(-1);
    switch (action) {
      case "connect":
        client.connect();
        break;
      case "disconnect":
        client.disconnect();
        break;
      case "join":
        this.#join(topic);
        break;
      case "push":
        this.#push(EVENTS);
        break;
      case "leave":
        if (this.#random(3) === 0) this.#leave();
        break;
      case "open":
        transport?.open();
        break;
      case "end":
        if (client.transports.length > 0) this.#pick(client.transports).end(this.#random(2) === 0);
        break;
      case "lose":
        transport?.end(this.#random(2) === 0);
        break;
      case "answer": {
        const sent = transport?.sent.slice(-6);
        if (transport === undefined || sent === undefined || sent.length === 0) break;
        const [joinRef = null, ref = null, to = null] = this.#pick(sent);
        const status = this.#pick(["ok", "ok", "ok", "ok", "error", "maybe", "timeout"]);
        transport.receive([joinRef, ref, to, "phx_reply", { status, response: {} }]);
        break;
      }
      case "accept": {
        const sent = transport?.sent.findLast(
          ([, , , event]) => event === "phx_join" || event === "heartbeat",
        );
        if (transport === undefined || sent === undefined) break;
        const [joinRef = null, ref = null, to = null] = sent;
        transport.receive([joinRef, ref, to, "phx_reply", { status: "ok", response: {} }]);
        break;
      }
      case "odd": {
        // A reply that belongs to another join, another topic, nobody, or everybody.
        const sent = client.transports.flatMap((other) => other.sent);
        if (transport === undefined || sent.length === 0) break;
        const joinRef = this.#pick([null, this.#pick(sent)[0] ?? null, "0"]);
        const ref = this.#pick([null, this.#pick(sent)[1] ?? null, "0"]);
        const status = this.#pick(["ok", "error", "maybe"]);
        transport.receive([joinRef, ref, topic, "phx_reply", { status, response: {} }]);
        break;
      }
      case "crash": {
        // A process that ends while it joins answers the join with an error instead.
        if (transport === undefined || newest === undefined || newest.state === "closed") break;
        const ref = newest.joinRef();
        // The server knows only joins whose frame it got.
        if (!transport.sent.some((frame) => frame[1] === ref && frame[3] === "phx_join")) break;
        const event =
          newest.state === "joining" ? "phx_error" : this.#pick(["phx_error", "phx_error", "phx_close"]);
        if (ref !== null) transport.receive([ref, ref, topic, event, {}]);
        break;
      }
      case "say":
        transport?.receive([null, null, topic, "said", { text: '"phx_reply"' }]);
        break;
      case "shout":
        // A broadcast may have any name, and belongs to no join.
        transport?.receive([
          null,
          null,
          topic,
          this.#pick(["phx_error", "phx_error", "phx_close", "phx_reply", "phx_join", "phx_leave"]),
          { status: "ok" },
        ]);
        break;
      case "make":
        client.channel(topic);
        break;
      case "rejoin":
        if (newest !== undefined && this.#joined.has(newest)) client.join(topic);
        break;
      case "throw": {
        const hook = this.#anyHook(topic);
        client.mischief.set(hook, () => {
          throw new Error(hook);
        });
        break;
      }
      case "nest":
        this.#nest(topic);
        break;
      case "fill":
        if (transport !== undefined) transport.bufferedAmount = this.#random(2);
        break;
      case "hide":
        client.setVisible(false);
        break;
      case "show":
        client.setVisible(true);
        break;
      case "live":
        client.live(this.#pick(["pagehide", "pageshow", "pageshow", "freeze", "resume", "resume"]));
        break;
      case "close page":
        client.closePage();
        break;
      case "wait":
        client.wait(this.#pick(WAITS_MS));
        break;
    }
  }

  /** Lets a function of the page call the client, and perhaps throw then. */
  #nest(topic: string): void {
    const calls = Array.from({ length: 1 + this.#random(3) }, () => this.#pick(NESTED));
    const throws = this.#random(4) === 0;
    this.#client.mischief.set(this.#anyHook(topic), () => {
      for (const call of calls) this.#act(call);
      if (throws) throw new Error("after all");
    });
  }

  #anyHook(topic: string): string {
    return this.#random(4) === 0 ? `socket ${this.#pick(SOCKET_HOOKS)}` : `${topic} ${this.#pick(HOOKS)}`;
  }

  #join(topic: string): void {
    const client = this.#client;
    const newest = client.channels.findLast((channel) => channel.topic === topic);
    if (newest === undefined || this.#joined.has(newest)) {
      if (newest !== undefined && this.#random(3) > 0 && newest.state !== "closed") return;
      client.channel(topic);
    }
    this.#joined.add(client.channels.findLast((channel) => channel.topic === topic) ?? {});
    client.join(topic);
  }

  #push(events: readonly string[]): void {
    const [index, channel] = this.#anyChannel();
    if (channel === undefined || !(this.#joined.has(channel) || this.#random(9) === 0)) return;
    const payload = this.#random(4) === 0 ? new ArrayBuffer(2) : {};
    this.#client.push(channel.topic, this.#pick(events), index, payload);
  }

  #leave(): void {
    const [index, channel] = this.#anyChannel();
    if (channel !== undefined) this.#client.leave(channel.topic, index);
  }

  /** Mostly a recent one. */
  #anyChannel(): readonly [number, RealClient["channels"][number] | undefined] {
    const { channels } = this.#client;
    const index = channels.length - 1 - Math.min(this.#random(channels.length + 1), this.#random(4));
    return [index, channels[index]];
  }
}

const ACTIONS: readonly string[] = [
  ..."connect disconnect join join push push leave open open open open end lose answer answer".split(" "),
  ..."accept accept accept accept crash say shout odd make rejoin throw nest nest fill hide show show".split(
    " ",
  ),
  ..."live wait wait wait wait wait wait".split(" "),
];

/** What page code does with the client while the client runs it. */
const NESTED: readonly string[] =
  "push push leave leave join join make connect disconnect rejoin nest throw".split(" ");
