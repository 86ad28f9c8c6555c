import type { Kernel, Scheduled } from "../kernel/kernel.ts";
import { Raised } from "../kernel/raised.ts";
import type { NodeName } from "../trace/ids.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Forwarded } from "./pubsub.ts";

/** From one node to another, one way. */
const NODE_LATENCY_MS = 1;
/**
 * Nodes that have just connected ask each other which PubSub they have, and forward nothing before the answer (OTP 25,
 * lib/kernel/src/pg.erl: `discover`, then `sync`).
 */
const GREETING_MS = 2 * NODE_LATENCY_MS;

type Member = { readonly name: NodeName; readonly endpoint: Endpoint };

/**
 * What makes one server of several nodes: each is connected to each, and PubSub forwards a broadcast to the PubSub of
 * every node that it knows of, which hands it to its own subscribers (phoenix_pubsub 2.2.0, lib/phoenix/pubsub/pg2.ex).
 * Nothing is kept for a node that is away. Recorded in test/fixtures/cluster.
 */
export class Cluster {
  readonly #kernel: Kernel;
  readonly #members = new Map<NodeName, Member>();
  /** The pairs that have a connection, by `pairOf`, with the answer that each awaits or has had. */
  readonly #met = new Map<string, Scheduled>();
  /** Those of them that know of each other's PubSub. */
  readonly #known = new Set<string>();
  #isSplit = false;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  get isSplit(): boolean {
    return this.#isSplit;
  }

  /** A node has started: it looks for the others. */
  join(name: NodeName, endpoint: Endpoint): void {
    const member = { name, endpoint };
    for (const other of this.#members.values()) this.#greet(other, member);
    this.#members.set(name, member);
    endpoint.pubsub.forward = (message) => this.#forward(member, message);
  }

  /** A node is gone: TCP tells the others at once. */
  leave(name: NodeName): void {
    const member = this.#members.get(name);
    if (member === undefined) return;
    this.#members.delete(name);
    member.endpoint.pubsub.forward = null;
    for (const other of this.#members.values()) this.#part(other, member, "node_down");
  }

  /** The nodes lose each other. */
  split(): void {
    if (this.#isSplit) return;
    this.#isSplit = true;
    this.#eachPair((one, other) => this.#part(one, other, "netsplit"));
  }

  heal(): void {
    if (!this.#isSplit) return;
    this.#isSplit = false;
    this.#eachPair((one, other) => this.#greet(one, other));
  }

  #greet(one: Member, other: Member): void {
    if (this.#isSplit) return;
    const pair = pairOf(one, other);
    this.#kernel.note({ kind: "nodes_met", nodes: [one.name, other.name] });
    const answer = this.#kernel.after(GREETING_MS, () => {
      this.#known.add(pair);
      this.#kernel.begin({ kind: "nodes_connected", nodes: [one.name, other.name] });
    });
    this.#met.set(pair, answer);
  }

  #part(one: Member, other: Member, why: "netsplit" | "node_down"): void {
    const pair = pairOf(one, other);
    const answer = this.#met.get(pair);
    if (answer === undefined) return;
    // A second greeting may start before the answer to this one is due.
    answer.cancel();
    this.#met.delete(pair);
    this.#known.delete(pair);
    this.#kernel.note({ kind: "nodes_disconnected", nodes: [one.name, other.name], why });
  }

  // What is on its way when the nodes lose each other still arrives, as what TCP has taken over does.
  #forward(from: Member, { topic, event, dispatch }: Forwarded): void {
    const kernel = this.#kernel;
    const { cause } = kernel;
    for (const to of this.#members.values()) {
      if (to === from || !this.#known.has(pairOf(from, to))) continue;
      const { self } = from.endpoint.processes;
      const parts = { from: self, node: from.name, to: to.name, topic, event };
      kernel.cause = kernel.note({ kind: "broadcast_forwarded", ...parts });
      kernel.after(NODE_LATENCY_MS, () => {
        if (!this.#isThere(to)) return;
        try {
          dispatch(to.endpoint.pubsub, from.name);
        } catch (error) {
          if (!(error instanceof Raised)) throw error;
          kernel.note({ kind: "logged", pid: null, level: "error", text: error.banner });
        }
      });
      kernel.cause = cause;
    }
  }

  #isThere({ name, endpoint }: Member): boolean {
    return this.#members.get(name)?.endpoint === endpoint;
  }

  #eachPair(act: (one: Member, other: Member) => void): void {
    const members = [...this.#members.values()];
    members.forEach((one, index) => {
      for (const other of members.slice(index + 1)) act(one, other);
    });
  }
}

/** The same for both orders. */
function pairOf(one: Member, other: Member): string {
  return one.name < other.name ? `${one.name} ${other.name}` : `${other.name} ${one.name}`;
}
