import type { Broadcast, FrameData } from "../protocol/message.ts";
import type { Serializer } from "../protocol/serializer.ts";
import type { Pid } from "../trace/ids.ts";
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

/** `Phoenix.PubSub` on one node: who is subscribed to what, in the order in which they came. */
export class PubSub {
  readonly #processes: ServerProcesses;
  readonly #topics = new Map<string, Subscription[]>();
  readonly #topicsOf = new Map<Pid, Set<string>>();

  constructor(processes: ServerProcesses) {
    this.#processes = processes;
    processes.onExit((pid) => this.#forget(pid));
  }

  subscribe(pid: Pid, topic: string, fastlane: Fastlane | null): void {
    const subscriptions = this.#topics.get(topic);
    if (subscriptions === undefined) this.#topics.set(topic, [{ pid, fastlane }]);
    else subscriptions.push({ pid, fastlane });
    const topics = this.#topicsOf.get(pid);
    if (topics === undefined) this.#topicsOf.set(pid, new Set([topic]));
    else topics.add(topic);
  }

  /** Ends all subscriptions of the process to the topic. */
  unsubscribe(pid: Pid, topic: string): void {
    this.#topicsOf.get(pid)?.delete(topic);
    this.#drop(pid, topic);
  }

  /** Puts a message of Elixir code into the mailbox of every subscriber but `except`; `tag` names it in the trace. */
  publish(topic: string, term: unknown, tag: string, except: Pid | null): void {
    const { kernel } = this.#processes;
    const subscribers = (this.#topics.get(topic) ?? []).filter(({ pid }) => pid !== except);
    const before = kernel.cause;
    const count = subscribers.length;
    const from = this.#processes.self;
    kernel.begin({ kind: "broadcast_dispatched", from, topic, event: tag, subscribers: count, fastlane: [] });
    for (const { pid } of subscribers) {
      this.#processes.send(pid, { kind: "term", term }, { is: "info", text: tag });
    }
    kernel.cause = before;
  }

  /**
   * Hands a broadcast to every subscriber but `except`. It is encoded once per serializer, by the process
   * that broadcasts.
   */
  broadcast(broadcast: Broadcast, except: Pid | null): void {
    const { kernel } = this.#processes;
    const { topic, event } = broadcast;
    const subscribers = (this.#topics.get(topic) ?? []).filter(({ pid }) => pid !== except);
    const before = kernel.cause;
    kernel.begin({
      kind: "broadcast_dispatched",
      from: this.#processes.self,
      topic,
      event,
      subscribers: subscribers.length,
      fastlane: subscribers.flatMap(({ fastlane }) => (takes(fastlane, event) ? [fastlane.transport] : [])),
    });
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
