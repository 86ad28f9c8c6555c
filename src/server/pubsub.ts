import type { Broadcast, FrameData } from "../protocol/message.ts";
import type { Serializer } from "../protocol/serializer.ts";
import type { NodeName, Pid } from "../trace/ids.ts";
import { encodeOrRaise } from "./encoding.ts";
import type { Mail, ServerProcesses } from "./mail.ts";

/**
 * How a channel process subscribes: its transport takes the broadcast directly, already encoded, except for
 * the events that the channel intercepts (phoenix 1.8.12, lib/phoenix/channel/server.ex, dispatch/3).
 */
export type Fastlane = {
  readonly transport: Pid;
  readonly serializer: Serializer;
  readonly intercepts: readonly string[];
};

type Subscription = { readonly pid: Pid; readonly fastlane: Fastlane | null };

/** A message on its way to the PubSub of another node. */
export type Forwarded = {
  readonly topic: string;
  readonly event: string;
  /** Hands it to the subscribers there; `by` is the node from which it came. */
  readonly dispatch: (there: PubSub, by: NodeName) => void;
};

/** How far a broadcast goes: to other nodes as well, to this one alone, or it has come from one. */
type Reach = "cluster" | "local" | { readonly by: NodeName };

/** `Phoenix.PubSub` on one node: who is subscribed to what, in the order in which they came. */
export class PubSub {
  /** Sends to the other nodes, if there are any (see Cluster). */
  forward: ((message: Forwarded) => void) | null = null;
  readonly #processes: ServerProcesses;
  readonly #topics = new Map<string, Subscription[]>();
  readonly #topicsOf = new Map<Pid, Set<string>>();

  constructor(processes: ServerProcesses) {
    this.#processes = processes;
    processes.onExit((pid) => this.#forget(pid));
  }

  /**
   * Subscribes a process, with a fastlane as a channel to its own topic. Who subscribes twice gets everything
   * twice.
   */
  subscribe(pid: Pid, topic: string, fastlane: Fastlane | null): void {
    const subscriptions = this.#topics.get(topic);
    if (subscriptions === undefined) this.#topics.set(topic, [{ pid, fastlane }]);
    else subscriptions.push({ pid, fastlane });
    const topics = this.#topicsOf.get(pid);
    if (topics === undefined) this.#topicsOf.set(pid, new Set([topic]));
    else topics.add(topic);
  }

  /** Ends all subscriptions of a process to a topic; a channel's to its own topic among them. */
  unsubscribe(pid: Pid, topic: string): void {
    this.#drop(pid, topic);
    this.#topicsOf.get(pid)?.delete(topic);
  }

  /**
   * `Phoenix.PubSub.broadcast/3` of a message of the app's own: to every subscribed process but `except`
   * (`broadcast_from/4`), channel or not; no fastlane takes it. `tag` names it in the trace.
   */
  publish(topic: string, mail: Mail, tag: string, except: Pid | null, reach: Reach = "cluster"): void {
    if (reach === "cluster") {
      const dispatch: Forwarded["dispatch"] = (there, by) => there.publish(topic, mail, tag, null, { by });
      this.forward?.({ topic, event: tag, dispatch });
    }
    const subscribers = this.#subscribers(topic, except);
    const { kernel } = this.#processes;
    const before = kernel.cause;
    this.#dispatching({ topic, event: tag }, except, subscribers, [], reach);
    for (const { pid } of subscribers) this.#processes.send(pid, mail, { is: "info", text: tag });
    kernel.cause = before;
  }

  /**
   * Hands a broadcast to every subscriber but `except`. It is encoded once per serializer, by the process
   * that broadcasts. First it goes to the other nodes, where nobody is left out (phoenix_pubsub 2.2.0,
   * lib/phoenix/pubsub.ex, `broadcast_from/5`; lib/phoenix/pubsub/pg2.ex).
   */
  broadcast(broadcast: Broadcast, except: Pid | null, reach: Reach = "cluster"): void {
    const { kernel } = this.#processes;
    const { topic, event } = broadcast;
    if (reach === "cluster") {
      const dispatch: Forwarded["dispatch"] = (there, by) => there.broadcast(broadcast, null, { by });
      this.forward?.({ topic, event, dispatch });
    }
    const subscribers = this.#subscribers(topic, except);
    const before = kernel.cause;
    const direct = subscribers.flatMap(({ fastlane }) =>
      takes(fastlane, event) ? [fastlane.transport] : [],
    );
    this.#dispatching(broadcast, except, subscribers, direct, reach);
    const encoded = new Map<Serializer, Mail>();
    for (const { pid, fastlane } of subscribers) {
      if (!takes(fastlane, event)) {
        this.#processes.send(pid, { kind: "broadcast", broadcast }, { is: "broadcast", event });
        continue;
      }
      let mail = encoded.get(fastlane.serializer);
      if (mail === undefined) {
        const data: FrameData = encodeOrRaise(() => fastlane.serializer.encodeBroadcast(broadcast));
        mail = { kind: "socket_push", data };
        encoded.set(fastlane.serializer, mail);
      }
      this.#processes.send(fastlane.transport, mail, null);
    }
    kernel.cause = before;
  }

  #subscribers(topic: string, except: Pid | null): readonly Subscription[] {
    return (this.#topics.get(topic) ?? []).filter(({ pid }) => pid !== except);
  }

  #dispatching(
    { topic, event }: Pick<Broadcast, "topic" | "event">,
    except: Pid | null,
    subscribers: readonly Subscription[],
    fastlane: readonly Pid[],
    reach: Reach,
  ): void {
    this.#processes.kernel.begin({
      kind: "broadcast_dispatched",
      from: this.#processes.self,
      topic,
      event,
      ...(except !== null && { except }),
      ...this.#processes.of,
      ...(typeof reach === "object" && reach),
      subscribers: subscribers.length,
      fastlane,
    });
  }

  #forget(pid: Pid): void {
    for (const topic of this.#topicsOf.get(pid) ?? []) this.#drop(pid, topic);
    this.#topicsOf.delete(pid);
  }

  #drop(pid: Pid, topic: string): void {
    const rest = (this.#topics.get(topic) ?? []).filter((subscription) => subscription.pid !== pid);
    if (rest.length === 0) this.#topics.delete(topic);
    else this.#topics.set(topic, rest);
  }
}

function takes(fastlane: Fastlane | null, event: string): fastlane is Fastlane {
  return fastlane !== null && !fastlane.intercepts.includes(event);
}
