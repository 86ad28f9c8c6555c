import { type ExitReason, KILLED, SHUTDOWN, shutdown } from "../kernel/exit-reason.ts";
import type { Scheduled } from "../kernel/kernel.ts";
import type { Down, MonitorRef } from "../kernel/process.ts";
import { isDown } from "../kernel/processes.ts";
import { Raised } from "../kernel/raised.ts";
import { ELIXIR_TEXT } from "../protocol/elixir-text-on-demand.ts";
import { type JsonValue, sameJson, textOf } from "../protocol/json.ts";
import type { FrameData, JoinRef, Message, Payload, Reply } from "../protocol/message.ts";
import { CLOSE, ERROR, HEARTBEAT, JOIN, LEAVE, PHOENIX_TOPIC } from "../protocol/reserved.ts";
import { EncodeError, MalformedFrame, type Serializer } from "../protocol/serializer.ts";
import type { ServerCloseCause } from "../trace/event.ts";
import type { Pid } from "../trace/ids.ts";
import { channelProcess } from "./channel-process.ts";
import type { Assigns, ChannelSocket } from "./channel-socket.ts";
import type { Endpoint, Mount } from "./endpoint.ts";
import type { Inbound, Read } from "./inbound.ts";
import type { JoinAnswer, Mail, ServerBody, ServerRoutine, ServerSignal } from "./mail.ts";
import { routeOf } from "./socket-handler.ts";
import type { Wire } from "./wire.ts";

type Joined = {
  readonly pid: Pid;
  readonly topic: string;
  readonly joinRef: JoinRef;
  readonly monitor: MonitorRef;
};
type Exit = { readonly reason: ExitReason };

/** How long a replaced channel may take to end. */
const DUPLICATE_TIMEOUT_MS = 5000;

/**
 * The transport process: one per connection, it carries all channels of it (phoenix 1.8.12,
 * lib/phoenix/socket.ex; Bandit 1.12.5 around it).
 */
export function* socketProcess(self: Pid, start: SocketStart): ServerBody {
  const run = new SocketRun(self, start);
  run.begin();
  for (;;) {
    const mail = yield { for: "mail" };
    if (mail === null) continue;
    const exit = yield* run.handleOrCrash(mail);
    if (exit !== null) {
      run.finish();
      return exit.reason;
    }
  }
}

/** What `connect/3` left behind for the process that serves the connection. */
export type SocketStart = {
  readonly endpoint: Endpoint;
  readonly mount: Mount;
  readonly wire: Wire;
  readonly inbound: Inbound;
  readonly serializer: Serializer;
  readonly assigns: Assigns;
  readonly id: string | null;
  /** What `connect/3` returned as the socket, when the handler is Elixir. */
  readonly struct?: unknown;
};

class SocketRun {
  readonly #self: Pid;
  readonly #start: SocketStart;
  readonly #channels = new Map<string, Joined>();
  readonly #byPid = new Map<Pid, Joined>();
  #idle: Scheduled | null = null;

  constructor(self: Pid, start: SocketStart) {
    this.#self = self;
    this.#start = start;
  }

  begin(): void {
    const { id, endpoint } = this.#start;
    if (id !== null) endpoint.pubsub.subscribe(this.#self, id, null);
    this.#restartIdleTimer();
  }

  finish(): void {
    this.#idle?.cancel();
  }

  /** Handles one message. Whatever raises in this process, also a reply that cannot be encoded, ends it. */
  *handleOrCrash(mail: Mail | ServerSignal): ServerRoutine<Exit | null> {
    try {
      return mail.kind === "segment" ? yield* this.#read(mail.reads) : this.#handle(mail);
    } catch (error) {
      const inspected = inspectCrash(error);
      if (inspected === null) throw error;
      return this.#close(1011, "bad_frame", { is: "error", inspected });
    }
  }

  // Every frame of one read is handled before anything else that waits in the mailbox.
  *#read(reads: readonly Read[]): ServerRoutine<Exit | null> {
    const { endpoint, inbound, mount, serializer } = this.#start;
    inbound.pause();
    for (const { frames, cause } of reads) {
      endpoint.processes.kernel.cause = cause;
      for (const frame of frames) {
        if (exceeds(frame, mount.maxFrameBytes)) {
          return this.#close(1009, "frame_too_large", shutdown("{:deserializing, ...}"));
        }
        yield* this.#handleIn(serializer.decode(frame));
      }
    }
    this.#restartIdleTimer();
    inbound.readOn();
    return null;
  }

  #handle(mail: Mail | ServerSignal): Exit | null {
    if (isDown(mail)) return this.#channelDown(mail);
    switch (mail.kind) {
      case "socket_push":
        this.#start.wire.sendDown(mail.data);
        return null;
      case "socket_close":
        this.#channelClosed(mail.pid);
        return null;
      case "socket_drain":
        return this.#close(1012, "drained", shutdown(":restart"));
      case "broadcast":
        // The socket's own topic, named by `id/1`: 1001 since Phoenix 1.8.12, so that old clients reconnect.
        if (mail.broadcast.event !== "disconnect") return null;
        return this.#close(1001, "disconnected", shutdown(":disconnected"));
      case "close_frame":
        return this.#close(answerToClose(mail.code), "client_closed", shutdown(":local_closed"));
      case "ping":
        this.#restartIdleTimer();
        mail.answer();
        return null;
      case "tcp_closed":
        this.#note(null, "reset");
        return { reason: shutdown(":peer_closed") };
      case "idle_timeout":
        return this.#close(1002, "idle_timeout", shutdown(":read_timeout"));
      case "server_stopping":
        return this.#close(1000, "stopped", SHUTDOWN);
      case "segment":
      case "channel_started":
      case "joined":
      case "join":
      case "client_message":
      case "drain":
      case "info":
      case "term":
      case "exit":
      case "bug":
      case "presence_call":
      case "presence_answer":
      case "presence_diffs":
        return null;
    }
  }

  *#handleIn(message: Message): ServerRoutine<void> {
    const { topic, event, ref, joinRef } = message;
    if (topic === PHOENIX_TOPIC && event === HEARTBEAT) {
      this.#reply(null, ref, topic, "ok", {});
      return;
    }
    const channel = this.#channels.get(topic);
    if (event === JOIN) {
      if (channel !== undefined) yield* this.#replaceDuplicate(channel);
      yield* this.#join(message);
      return;
    }
    if (channel === undefined) {
      // The server may have dropped the channel while this was on its way.
      if (event === LEAVE) this.#reply(joinRef, ref, topic, "ok", {});
      else this.#ignore(message);
      return;
    }
    // A message of an earlier join raced the server's close: it is dropped without an answer. A null
    // join_ref is always good.
    if (joinRef !== null && !sameJson(joinRef, channel.joinRef)) return;
    this.#start.endpoint.processes.send(
      channel.pid,
      { kind: "client_message", message },
      { is: "push", event: textOf(event) },
    );
  }

  *#join(message: Message): ServerRoutine<void> {
    const { topic, joinRef, ref } = message;
    const { mount, endpoint } = this.#start;
    const route = routeOf(mount.handler, topic);
    if (route === null) {
      // The topic may be any JSON; what Elixir cannot put into a string raises here, as in Phoenix.
      this.#log(
        "warning",
        `Ignoring unmatched topic "${ELIXIR_TEXT.now.toElixirString(topic)}" in ${mount.handler.name}`,
      );
      this.#ignore(message);
      return;
    }
    if (this.#channels.size >= mount.maxChannels) {
      this.#reply(joinRef, ref, topic, "error", { reason: "too many channels joined" });
      return;
    }
    const { processes } = endpoint;
    const { client, id: connection } = this.#start.wire;
    const module = route.module.name;
    const pid = processes.spawn({ is: "channel", client, connection, topic, module }, (channel) =>
      channelProcess(channel, this.#self, route.module, endpoint),
    );
    // The supervisor answers once the new process runs.
    yield { for: "matching", accepts: (mail) => mail.kind === "channel_started" && mail.pid === pid };
    const monitor = processes.monitor(this.#self, pid);
    processes.send(
      pid,
      {
        kind: "join",
        payload: message.payload,
        from: this.#self,
        socket: this.#socketFor(message, route.assigns),
      },
      { is: "join", topic },
    );
    // The whole socket waits here: a slow join holds up heartbeats and every other topic of this connection.
    const answer = yield* this.#joinAnswer(pid, monitor);
    if (answer.is === "ok") {
      const joined = { pid, topic, joinRef, monitor: processes.monitor(this.#self, pid) };
      this.#channels.set(topic, joined);
      this.#byPid.set(pid, joined);
    }
    this.#reply(joinRef, ref, topic, answer.is, answer.reply);
  }

  *#joinAnswer(pid: Pid, monitor: MonitorRef): ServerRoutine<JoinAnswer> {
    const answer = yield {
      for: "matching",
      accepts: (mail) => (mail.kind === "joined" || mail.kind === "down" ? mail.pid === pid : false),
    };
    this.#start.endpoint.processes.demonitor(this.#self, monitor);
    if (answer !== null && answer.kind === "joined") return answer.result;
    this.#log("error", "a channel process ended inside join/3");
    return { is: "error", reply: { reason: "join crashed" } };
  }

  // The newcomer wins: the old process is shut down (its terminate/2 does not run), and its phx_close is
  // posted to this very process, so the reply to the new join is written first.
  *#replaceDuplicate(old: Joined): ServerRoutine<void> {
    const { processes } = this.#start.endpoint;
    processes.discard((mail) => mail.kind === "socket_close" && mail.pid === old.pid);
    const monitor = processes.monitor(this.#self, old.pid);
    processes.exit(old.pid, shutdown(":duplicate_join"));
    const isGone = (mail: Mail | ServerSignal) => isDown(mail) && mail.monitor === monitor;
    // One that traps exits may take its time.
    const down = yield { for: "matching", accepts: isGone, timeoutMs: DUPLICATE_TIMEOUT_MS };
    if (down === null) {
      processes.exit(old.pid, KILLED);
      yield { for: "matching", accepts: isGone };
    }
    const data = this.#closeFrame(old);
    this.#drop(old);
    processes.send(this.#self, { kind: "socket_push", data }, null);
  }

  #channelClosed(pid: Pid): void {
    const channel = this.#byPid.get(pid);
    if (channel === undefined) return;
    this.#drop(channel);
    this.#start.wire.sendDown(this.#closeFrame(channel));
  }

  #channelDown(down: Down): null {
    const channel = this.#byPid.get(down.pid);
    if (channel === undefined) return null;
    this.#drop(channel);
    const { topic, joinRef } = channel;
    this.#push(joinRef, topic, ERROR, { reason: "channel_crash" });
    return null;
  }

  #drop(channel: Joined): void {
    this.#start.endpoint.processes.demonitor(this.#self, channel.monitor);
    this.#channels.delete(channel.topic);
    this.#byPid.delete(channel.pid);
  }

  #closeFrame(channel: Joined): FrameData {
    return this.#start.serializer.encode(serverMessage(channel.joinRef, channel.topic, CLOSE, {}));
  }

  #push(joinRef: JoinRef, topic: string, event: string, payload: Payload): void {
    this.#start.wire.sendDown(this.#start.serializer.encode(serverMessage(joinRef, topic, event, payload)));
  }

  // Replies of the socket process itself carry no join_ref when the topic has no channel.
  #ignore({ ref, topic }: Message): void {
    this.#reply(null, ref, topic, "error", { reason: "unmatched topic" });
  }

  #reply(joinRef: JoinRef, ref: Message["ref"], topic: string, status: string, payload: Payload): void {
    const reply: Reply = { kind: "reply", joinRef, ref, topic, status, payload };
    this.#start.wire.sendDown(this.#start.serializer.encode(reply));
  }

  #socketFor(message: Message, routeAssigns: Assigns): ChannelSocket {
    const { joinRef, ref, topic } = message;
    return {
      assigns: { ...this.#start.assigns, ...routeAssigns },
      id: this.#start.id,
      topic,
      joined: false,
      joinRef: isFalsy(joinRef) ? refAsJoinRef(ref) : joinRef,
      ref: null,
      channelPid: null,
      transportPid: this.#self,
      serializer: this.#start.serializer,
      struct: this.#start.struct,
    };
  }

  #close(code: number, why: ServerCloseCause, reason: ExitReason): Exit {
    this.#note(code, why);
    this.#start.wire.closeDown(code);
    return { reason };
  }

  #note(code: number | null, why: ServerCloseCause): void {
    const { client, id: connection } = this.#start.wire;
    this.#start.endpoint.processes.kernel.begin({
      kind: "server_connection_closed",
      client,
      connection,
      code,
      why,
    });
  }

  #log(level: "warning" | "error", text: string): void {
    this.#start.endpoint.processes.kernel.note({ kind: "logged", pid: this.#self, level, text });
  }

  // Only what comes in restarts it, once it is handled; what goes out does not. A timeout that came while a slow
  // join held up this process is taken back (thousand_island 1.5.0, lib/thousand_island/handler.ex).
  #restartIdleTimer(): void {
    const { endpoint, mount } = this.#start;
    this.#idle?.cancel();
    endpoint.processes.discard((mail) => mail.kind === "idle_timeout");
    this.#idle = endpoint.processes.kernel.after(mount.idleTimeoutMs, () =>
      endpoint.processes.send(this.#self, { kind: "idle_timeout" }, null),
    );
  }
}

/** The exit reason of a process that raised; null for a fault of the simulator itself. */
function inspectCrash(error: unknown): string | null {
  if (error instanceof MalformedFrame) return `{${error.inspected}, [{...}, ...]}`;
  if (error instanceof Raised) return error.inspect();
  if (error instanceof EncodeError) return new Raised(error.exception, error.message, error.fields).inspect();
  return null;
}

/** The header of a client's frame by the size of its payload, the mask included (RFC 6455, 5.2). */
function headerBytes(payloadBytes: number): number {
  if (payloadBytes <= 125) return 6;
  return payloadBytes <= 0xffff ? 8 : 14;
}

// Bandit counts header and payload together (bandit 1.12.5, lib/bandit/websocket/frame.ex).
function exceeds(frame: FrameData, maxBytes: number): boolean {
  if (maxBytes === Number.POSITIVE_INFINITY) return false;
  const payloadBytes = typeof frame === "string" ? new TextEncoder().encode(frame).length : frame.length;
  return headerBytes(payloadBytes) + payloadBytes > maxBytes;
}

// bandit 1.12.5, lib/bandit/websocket/connection.ex; a close frame without a code is answered with 1000.
function answerToClose(code: number | null): number {
  const proper =
    code === null || code > 2999 || (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1011);
  return proper ? 1000 : 1002;
}

// phx_close and phx_error carry the join_ref in both places.
function serverMessage(joinRef: JoinRef, topic: string, event: string, payload: Payload): Message {
  return { kind: "message", joinRef, ref: joinRefAsRef(joinRef), topic, event, payload };
}

// Without a join_ref the join's own ref takes its place: `join_ref || ref` (lib/phoenix/channel/server.ex, join/4).
function isFalsy(joinRef: JsonValue): boolean {
  return joinRef === null || joinRef === false;
}

function joinRefAsRef(joinRef: JoinRef): Message["ref"] {
  return joinRef as Message["ref"] & JoinRef; // the same value stands in both slots on the wire
}

function refAsJoinRef(ref: Message["ref"]): JoinRef {
  return ref as Message["ref"] & JoinRef; // see joinRefAsRef
}
