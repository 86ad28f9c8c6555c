import { type ExitReason, inspectReason, isCrash, SHUTDOWN, shutdown } from "../kernel/exit-reason.ts";
import { isDown } from "../kernel/processes.ts";
import { Raised } from "../kernel/raised.ts";
import { Later } from "../loading/later.ts";
import { textOf } from "../protocol/json.ts";
import type { Payload } from "../protocol/message.ts";
import { LEAVE } from "../protocol/reserved.ts";
import type { ChannelCallback } from "../trace/event.ts";
import type { Pid } from "../trace/ids.ts";
import type { CallbackResult, ChannelModule, JoinResult, StatusAndPayload } from "./channel-module.ts";
import { type ChannelSocket, replyAddress } from "./channel-socket.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Mail, ServerBody, ServerRoutine, ServerSignal } from "./mail.ts";
import { shapeOf } from "./term-shape.ts";

/** What modules in TypeScript are asked; no page has one. */
export const TYPESCRIPT = new Later(() => import("./typescript-modules.ts"));

/**
 * The process that serves one client on one topic (phoenix 1.8.12, lib/phoenix/channel/server.ex): it waits
 * for the socket process to hand it the join, runs `join/3`, subscribes, and then goes round its loop: one
 * message, one callback, a new socket.
 */
export function* channelProcess(
  self: Pid,
  parent: Pid,
  module: ChannelModule,
  endpoint: Endpoint,
): ServerBody {
  const run = new ChannelRun(self, module, endpoint);
  const untilJoined = endpoint.processes.monitor(self, parent);
  tellStarted(self, parent, endpoint);
  const first = yield { for: "mail" };
  if (first === null) return SHUTDOWN;
  if (isDown(first)) return first.reason;
  if (first.kind !== "join") return SHUTDOWN;
  endpoint.processes.demonitor(self, untilJoined);

  let socket: ChannelSocket = { ...first.socket, channelPid: self };
  const joined = yield* run.joinOrCrash(socket, first.payload);
  if (joined.is === "error") {
    run.answerJoin(first.from, socket.topic, joined);
    return yield* run.end(SHUTDOWN, joined.socket ?? socket);
  }
  // The order is Phoenix's: `join/3` has returned, only now is the process subscribed. Whatever was broadcast
  // between a query in `join/3` and this line is lost to this client.
  endpoint.processes.monitor(self, socket.transportPid);
  endpoint.pubsub.subscribe(self, socket.topic, {
    transport: socket.transportPid,
    serializer: socket.serializer,
    intercepts: module.intercepts,
  });
  socket = { ...joined.socket, joined: true };
  run.answerJoin(first.from, socket.topic, joined);

  let timeoutMs: number | undefined;
  for (;;) {
    const mail = yield timeoutMs === undefined ? { for: "mail" } : { for: "mail", timeoutMs };
    const handled = yield* run.handleOrCrash(mail, socket);
    if (handled.is === "stop") {
      const reason = yield* run.end(handled.reason, handled.socket);
      if (isCrash(reason)) run.log(`** (stop) ${inspectReason(reason)}`);
      return reason;
    }
    socket = { ...handled.socket, ref: null };
    timeoutMs = handled.is === "noreply" ? handled.timeoutMs : undefined;
  }
}

class ChannelRun {
  readonly #self: Pid;
  readonly #module: ChannelModule;
  readonly #endpoint: Endpoint;

  constructor(self: Pid, module: ChannelModule, endpoint: Endpoint) {
    this.#self = self;
    this.#module = module;
    this.#endpoint = endpoint;
  }

  *joinOrCrash(socket: ChannelSocket, payload: Payload): ServerRoutine<JoinResult> {
    try {
      return yield* this.#join(socket, payload);
    } catch (error) {
      if (error instanceof Raised) this.log(error.log);
      throw error;
    }
  }

  *#join(socket: ChannelSocket, payload: Payload): ServerRoutine<JoinResult> {
    const { topic } = socket;
    const call = () => this.#module.join(topic, payload, socket, this.#endpoint.channelApi);
    return yield* this.#callback("join", topic, call, inspectJoin, socket);
  }

  /** Tells the waiting socket process what came of the join. */
  answerJoin(to: Pid, topic: string, result: JoinResult): void {
    const { is, reply = {} } = result;
    const answer = { is, reply } as const;
    this.#endpoint.processes.send(
      to,
      { kind: "joined", pid: this.#self, result: answer },
      { is: "joined", topic, status: result.is },
    );
  }

  /** Handles one message. A process that raises runs `terminate/2` before it ends, as every GenServer does. */
  *handleOrCrash(mail: Mail | ServerSignal | null, socket: ChannelSocket): ServerRoutine<CallbackResult> {
    try {
      return yield* this.#handle(mail, socket);
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      // The order is OTP's (gen_server.erl, terminate/10): first `terminate/2`, then the report.
      yield* this.end(error.exitReason(), socket);
      this.log(error.log);
      throw error;
    }
  }

  log(text: string | null): void {
    if (text === null) return;
    this.#endpoint.processes.kernel.note({ kind: "logged", pid: this.#self, level: "error", text });
  }

  *#handle(mail: Mail | ServerSignal | null, socket: ChannelSocket): ServerRoutine<CallbackResult> {
    if (mail === null) return yield* this.#other(mail, socket);
    switch (mail.kind) {
      case "client_message": {
        const { event, payload, ref } = mail.message;
        const addressed = { ...socket, ref };
        if (event === LEAVE) return this.#reply(leaving(addressed));
        return this.#reply(yield* this.#handleIn(event, payload, addressed));
      }
      case "bug":
        return yield* this.#callback("handle_info", ":bug", raisePlanted, inspectResult, socket);
      case "drain":
        this.#endpoint.processes.send(socket.transportPid, { kind: "socket_drain" }, { is: "drain" });
        return { is: "stop", reason: shutdown(":draining"), reply: null, socket };
      case "down": {
        // The client's connection is gone, and with it the reason for this process.
        if (mail.pid !== socket.transportPid) return yield* this.#other(mail, socket);
        const reason = mail.reason.is === "normal" ? shutdown(":closed") : mail.reason;
        return { is: "stop", reason, reply: null, socket };
      }
      case "broadcast":
      case "info":
      case "exit":
      case "term":
        return yield* this.#other(mail, socket);
      case "segment":
      case "close_frame":
      case "ping":
      case "tcp_closed":
      case "idle_timeout":
      case "server_stopping":
      case "socket_push":
      case "socket_close":
      case "socket_drain":
      case "channel_started":
      case "joined":
      case "join":
      case "presence_call":
      case "presence_answer":
      case "presence_diffs":
        return { is: "noreply", socket };
    }
  }

  /** Runs `terminate/2`, as a GenServer does when it stops by itself or crashes, and gives the exit reason. */
  *end(reason: ExitReason, socket: ChannelSocket): ServerRoutine<ExitReason> {
    const { terminate } = this.#module;
    if (terminate === undefined) return reason;
    const call = () => terminate.call(this.#module, reason, socket, this.#endpoint.channelApi);
    yield* this.#callback("terminate", "", call, () => ":ok", socket);
    return reason;
  }

  *#handleIn(event: string, payload: Payload, socket: ChannelSocket): ServerRoutine<CallbackResult> {
    const { handleIn } = this.#module;
    if (handleIn === undefined) {
      const text = `function ${this.#module.name}.handle_in/3 is undefined or private`;
      throw new Raised("UndefinedFunctionError", text);
    }
    const call = () => handleIn.call(this.#module, event, payload, socket, this.#endpoint.channelApi);
    return yield* this.#callback("handle_in", textOf(event), call, inspectResult, socket);
  }

  *#other(mail: Mail | ServerSignal | null, socket: ChannelSocket): ServerRoutine<CallbackResult> {
    const module = this.#module;
    const other =
      module.other === undefined
        ? TYPESCRIPT.now.otherCallback(module, mail, socket, this.#endpoint.channelApi)
        : module.other(mail, socket);
    if (other === null) return { is: "noreply", socket };
    const call = () => other.run();
    return this.#close(yield* this.#callback(other.callback, other.about, call, inspectResult, socket));
  }

  *#callback<Result>(
    callback: ChannelCallback,
    about: string,
    call: () => ServerRoutine<Result>,
    inspect: (result: Result) => string,
    socket: ChannelSocket,
  ): ServerRoutine<Result> {
    const { kernel } = this.#endpoint.processes;
    const pid = this.#self;
    kernel.begin({ kind: "callback_entered", pid, callback, about });
    const result = yield* call();
    const assigns = assignsOf(result) ?? socket.assigns;
    kernel.note({ kind: "callback_returned", pid, callback, result: inspect(result), assigns });
    return result;
  }

  #reply(result: CallbackResult): CallbackResult {
    const reply = result.is === "noreply" ? null : result.reply;
    if (reply !== null) this.#sendReply(result.socket, reply);
    return this.#close(result);
  }

  /** Tells the socket process of an end in good order, before `terminate/2` runs. */
  #close(result: CallbackResult): CallbackResult {
    if (result.is === "stop" && result.quiet !== true && isOrderly(result.reason)) {
      const { transportPid } = result.socket;
      const close = { kind: "socket_close", pid: this.#self } as const;
      this.#endpoint.processes.send(transportPid, close, { is: "socket_close" });
    }
    return result;
  }

  // A payload of nil is one: it is sent as null.
  #sendReply(socket: ChannelSocket, { status, payload = {} }: StatusAndPayload): void {
    this.#endpoint.channelApi.reply(replyAddress(socket), status, payload);
  }
}

// By way of the supervisor, which has turns of its own: one to start the process, one to pass on that it runs.
// They decide a race (against a real Phoenix, 40 times of 40): a newcomer that replaces a channel is not yet
// subscribed when the tracker tells that the former one has left.
function tellStarted(self: Pid, parent: Pid, endpoint: Endpoint): void {
  const { kernel } = endpoint.processes;
  kernel.after(0, () =>
    kernel.after(0, () => endpoint.processes.send(parent, { kind: "channel_started", pid: self }, null)),
  );
}

function leaving(socket: ChannelSocket): CallbackResult {
  return { is: "stop", reason: shutdown(":left"), reply: { status: "ok" }, socket };
}

/** The callback that a planted bug stands for. */
function* raisePlanted(): ServerRoutine<never> {
  throw new Raised("RuntimeError", "a bug in a callback");
}

function isOrderly(reason: ExitReason): boolean {
  return reason.is === "normal" || reason.is === "shutdown";
}

function assignsOf(result: unknown): ChannelSocket["assigns"] | null {
  if (typeof result !== "object" || result === null || !("socket" in result)) return null;
  return (result.socket as ChannelSocket).assigns; // every result with a socket carries a ChannelSocket
}

function inspectJoin(result: JoinResult): string {
  if (result.is === "error") return `{:error, ${shapeOf(result.reply)}}`;
  return result.reply === undefined ? "{:ok, socket}" : `{:ok, ${shapeOf(result.reply)}, socket}`;
}

/** What a callback returned, as the trace shows it. */
export function inspectResult(result: CallbackResult): string {
  switch (result.is) {
    case "noreply":
      return "{:noreply, socket}";
    case "reply":
      return `{:reply, ${shapeOfReply(result.reply)}, socket}`;
    case "stop": {
      const reply = result.reply === null ? "" : `${shapeOfReply(result.reply)}, `;
      return `{:stop, ${inspectReason(result.reason)}, ${reply}socket}`;
    }
  }
}

function shapeOfReply({ status, payload }: StatusAndPayload): string {
  return payload === undefined ? `:${status}` : `{:${status}, ${shapeOf(payload)}}`;
}
