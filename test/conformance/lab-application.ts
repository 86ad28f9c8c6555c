import { fieldIn, noClause } from "../../src/apps/golden/elixir-pattern.ts";
import { type ExitReason, inspectReason, NORMAL, SHUTDOWN, shutdown } from "../../src/kernel/exit-reason.ts";
import type { Kernel } from "../../src/kernel/kernel.ts";
import { Raised } from "../../src/kernel/raised.ts";
import { inspectInner } from "../../src/protocol/elixir-text.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../src/protocol/json.ts";
import type { Payload } from "../../src/protocol/message.ts";
import type { ChannelApi } from "../../src/server/channel-api.ts";
import {
  type CallbackResult,
  type ChannelModule,
  type JoinResult,
  noreply,
  replying,
  stopping,
} from "../../src/server/channel-module.ts";
import { assign, type ChannelSocket, type SocketRef, socketRef } from "../../src/server/channel-socket.ts";
import { Endpoint, MOUNT_DEFAULTS } from "../../src/server/endpoint.ts";
import type { Info, ServerRoutine } from "../../src/server/mail.ts";
import type { SocketHandler } from "../../src/server/socket-handler.ts";
import type { RecordedApplication } from "../../src/simulation/conformance/replay.ts";

/** `exit(reason)`: the process ends with this very reason, after `terminate/2`. */
class Exit extends Raised {
  readonly #reason: ExitReason;

  constructor(reason: ExitReason) {
    super("Exit", inspectReason(reason));
    this.#reason = reason;
  }

  override exitReason(): ExitReason {
    return this.#reason;
  }
}

const OOPS: ExitReason = { is: "error", inspected: ":oops" };

/** Twin of recorded/lab/lab.ex, as far as a channel module in TypeScript can say it. */
export class LabApplication implements RecordedApplication {
  readonly endpoint: Endpoint;
  readonly #counter = new Counter();

  constructor(kernel: Kernel, wallClockAtStart: number) {
    const refusalStatus = (reason: string) => (reason === "teapot" ? 418 : 401);
    const mount = { ...MOUNT_DEFAULTS, path: "/lab", handler: labSocket(this.#counter), refusalStatus };
    this.endpoint = new Endpoint(kernel, [mount], wallClockAtStart);
  }

  reset(): void {
    this.#counter.reset();
  }

  annotate(): void {
    throw new Error("the lab has no annotations");
  }
}

/** `Lab.Counter` */
class Counter {
  #count = 0;

  next(): number {
    this.#count += 1;
    return this.#count;
  }

  reset(): void {
    this.#count = 0;
  }
}

function labSocket(counter: Counter): SocketHandler {
  const main = mainChannel(counter);
  return {
    name: "Lab.Socket",
    routes: [
      { pattern: "lab:never", module: nestChannel, assigns: { route: "first" } },
      { pattern: "lab:*", module: main, assigns: {} },
      { pattern: "nest:a:b:c", module: nestChannel, assigns: { route: "exact", name: "routed" } },
      { pattern: "nest:a:*", module: nestChannel, assigns: { route: "a" } },
      { pattern: "nest:*", module: nestChannel, assigns: {} },
      { pattern: "plain:*", module: plainChannel, assigns: {} },
    ],
    connect(params) {
      const { deny, name = "anon" } = params;
      if (deny !== undefined && typeof deny !== "string")
        throw new Raised("CaseClauseError", "no map was recorded");
      if (deny === "error") return { is: "error", reason: null };
      if (deny === "raise") throw new Raised("RuntimeError", "no");
      return deny === undefined ? { is: "ok", assigns: { name } } : { is: "error", reason: deny };
    },
    id: ({ name }) => (name === "anon" ? null : `lab_socket:${name}`),
  };
}

const nestChannel: ChannelModule = {
  name: "Lab.NestChannel",
  intercepts: [],
  *join(topic, params, socket): ServerRoutine<JoinResult> {
    if (params instanceof Uint8Array) throw noClause("Lab.NestChannel.join/3");
    return { is: "ok", reply: { topic, ...where(socket), params }, socket };
  },
  *handleIn(event, _params, socket): ServerRoutine<CallbackResult> {
    if (event !== "where") throw noClause("Lab.NestChannel.handle_in/3");
    return replying(socket, "ok", { topic: socket.topic, ...where(socket) });
  },
};

function where({ assigns }: ChannelSocket): JsonObject {
  return { route: assigns["route"] ?? null, name: assigns["name"] ?? null };
}

const plainChannel: ChannelModule = {
  name: "Lab.PlainChannel",
  intercepts: [],
  *join(topic, _params, socket, phx): ServerRoutine<JoinResult> {
    if (topic === "plain:hello") phx.sendSelf(socket, info(":nobody_handles_this"));
    return { is: "ok", reply: {}, socket };
  },
};

const OUT = ["filtered", "rewritten", "counted", "out_stop", "out_shutdown", "out_crash", "out_reply"];

function mainChannel(counter: Counter): ChannelModule {
  // What `assign(socket, :later, socket_ref(socket))` holds: no JSON, so it cannot stand in these assigns.
  const later = new Map<number, SocketRef>();
  return {
    name: "Lab.MainChannel",
    intercepts: OUT,

    *join(topic, params, socket, phx): ServerRoutine<JoinResult> {
      if (topic === "lab:closed") return { is: "error", reply: { reason: "closed" } };
      return yield* joining(params, socket, phx, counter);
    },

    *handleIn(event, params, socket, phx): ServerRoutine<CallbackResult> {
      switch (event) {
        case "store":
          return replying(socket, "ok", { n: counter.next() });
        case "later":
          later.set(Number(socket.channelPid), socketRef(socket));
          return noreply(socket);
        case "now": {
          const ref = later.get(Number(socket.channelPid));
          if (ref === undefined) throw new Raised("KeyError", "key :later not found", "key: :later, term:");
          phx.reply(ref, "ok", params);
          return replying(socket, "ok", { now: true });
        }
        case "slow":
          yield* phx.sleep(Number(fieldIn(params, "ms", "Lab.MainChannel.handle_in/3")));
          return replying(socket, "ok");
      }
      return (
        answers(event, params, socket, phx) ??
        ends(event, params, socket) ??
        broadcasts(event, params, socket, phx)
      );
    },

    *handleOut(event, params, socket, phx): ServerRoutine<CallbackResult> {
      const payload = isJsonObject(params) ? params : {};
      const name = socket.assigns["name"] ?? null;
      switch (event) {
        case "filtered":
          if (payload["to"] === name) phx.push(socket, "filtered", payload);
          return noreply(socket);
        case "rewritten":
          if (!isJsonObject(params)) throw badMap(params);
          phx.push(socket, "rewritten", { ...payload, for: name });
          return noreply(socket);
        case "counted": {
          const counted = count(socket);
          phx.push(counted, "counted", { n: counted.assigns["n"] ?? null });
          return noreply(counted);
        }
        case "out_stop":
          return stopping(socket, NORMAL);
        case "out_shutdown":
          return stopping(socket, shutdown(":out"));
        case "out_crash":
          throw new Raised("RuntimeError", "out");
        case "out_reply":
          return replying(socket, "ok");
      }
      throw noClause("Lab.MainChannel.handle_out/3");
    },

    *handleInfo({ tag, payload, broadcast }, socket, phx): ServerRoutine<CallbackResult> {
      switch (tag) {
        case ":tick":
          phx.push(socket, "tick", { n: plain(payload) });
          return noreply(socket);
        case ":info":
          return informed(plain(payload), socket, phx);
      }
      if (broadcast === undefined) throw noClause("Lab.MainChannel.handle_info/2");
      const { topic, event } = broadcast;
      phx.push(socket, "relayed", { topic, event, payload: plain(broadcast.payload) });
      return noreply(socket);
    },

    *terminate(reason, socket, phx): ServerRoutine<void> {
      const { name = null, terminate_ms: ms, terminate_crash: crashes } = socket.assigns;
      if (typeof ms === "number") yield* phx.sleep(ms);
      phx.broadcast(socket, "gone", { name, reason: inspectReason(reason).slice(0, 24) });
      if (crashes === true) throw new Raised("RuntimeError", "in terminate");
    },
  };
}

function* joining(
  params: Payload,
  socket: ChannelSocket,
  phx: ChannelApi,
  counter: Counter,
): ServerRoutine<JoinResult> {
  const ok = (reply: Payload = {}, joined = socket): JoinResult => ({ is: "ok", reply, socket: joined });
  const error = (reply: Payload): JoinResult => ({ is: "error", reply });
  const fields = isJsonObject(params) ? params : {};
  switch (fields["do"]) {
    case "reply":
      return ok({ you: socket.assigns["name"] ?? null });
    case "reply_list":
      return ok([1, 2]);
    case "reply_string":
      return ok("hello");
    case "error_list":
      return error([1]);
    case "error_atom":
      return error("nope");
    case "error_nil":
      return error(null);
    case "raise":
      throw new Raised("ArgumentError", "no");
    case "exit":
      throw new Exit({ is: "error", inspected: ":out" });
    case "exit_normal":
      throw new Exit(NORMAL);
    case "exit_shutdown":
      throw new Exit(SHUTDOWN);
    case "slow":
      yield* phx.sleep(80);
      return ok();
    case "slow_error":
      yield* phx.sleep(80);
      return error({ reason: "late" });
    case "push":
      phx.push(socket, "x", {});
      return ok();
    case "broadcast":
      phx.broadcast(socket, "x", {});
      return ok();
    case "endpoint_broadcast":
      phx.endpoint.broadcast(socket.topic, "joining", { name: socket.assigns["name"] ?? null });
      return ok();
    case "self":
      phx.sendSelf(socket, info(":tick", 0));
      return ok();
    case "timer":
      phx.sendAfter(socket, info(":tick", 1), 40);
      return ok();
    case "tick_error":
      phx.sendSelf(socket, info(":tick", 0));
      return error({});
    case "count":
      return ok({ n: counter.next() });
    case "assign":
      return fields["to"] === undefined ? ok() : ok({}, assign(socket, { to: fields["to"] }));
    default:
      return ok();
  }
}

function answers(
  event: string,
  params: Payload,
  socket: ChannelSocket,
  phx: ChannelApi,
): CallbackResult | null {
  switch (event) {
    case "count": {
      const counted = count(socket);
      return replying(counted, "ok", { n: counted.assigns["n"] ?? null });
    }
    case "assigns": {
      const { n, to, name } = socket.assigns;
      return replying(socket, "ok", {
        ...(n === undefined ? {} : { n }),
        ...(to === undefined ? {} : { to }),
        ...(name === undefined ? {} : { name }),
      });
    }
    case "hibernate":
      return noreply(socket);
    case "reply_atom":
      return replying(socket, "ok", "done");
    case "twice": {
      const ref = socketRef(socket);
      phx.reply(ref, "ok", params);
      phx.reply(ref, "error", {});
      return noreply(socket);
    }
    case "spawned": {
      const ref = socketRef(socket);
      phx.endpoint.processes.kernel.after(20, () => phx.reply(ref, "ok", params));
      return noreply(socket);
    }
    case "push_two":
      phx.push(socket, "one", params);
      phx.push(socket, "two", params);
      return replying(socket, "ok", params);
    case "timers":
      for (const ms of [60, 20, 40]) phx.sendAfter(socket, info(":tick", ms), ms);
      return replying(socket, "ok");
    case "bad_push":
      phx.push(socket, "x", [1]);
      return noreply(socket);
    case "slow_terminate":
      return replying(assign(socket, { terminate_ms: fieldIn(params, "ms", "") }), "ok");
    case "crash_terminate":
      return replying(assign(socket, { terminate_crash: true }), "ok");
    default:
      return null;
  }
}

function ends(event: string, params: Payload, socket: ChannelSocket): CallbackResult | null {
  const term = inspectInner(plain(params)).replace("%{...}", `%{"x" => 1}`);
  switch (event) {
    case "stop_normal_reply":
      return stopping(socket, NORMAL, { status: "ok", payload: params });
    case "stop_shutdown_reply":
      return stopping(socket, shutdown(term), { status: "error", payload: params });
    case "stop_oops_reply":
      return stopping(socket, OOPS, { status: "ok", payload: params });
    case "stop_status":
      return stopping(socket, NORMAL, { status: "bye", payload: {} });
    case "stop_term":
      return stopping(socket, { is: "error", inspected: `{:bad, ${term}}` });
    case "exit":
      throw new Exit(OOPS);
    case "exit_normal":
      throw new Exit(NORMAL);
    case "exit_shutdown":
      throw new Exit(SHUTDOWN);
    case "exit_shutdown2":
      throw new Exit(shutdown(":x"));
    case "throw":
      throw new Exit({ is: "error", inspected: "{:bad_return_value, :ball}" });
    case "error":
      throw new Raised("ErlangError", "custom", null, ":custom");
    case "arith":
      throw new Raised("ArithmeticError", "bad argument", null, ":badarith");
    case "case":
      throw new Raised("CaseClauseError", "no clause", null, "{:case_clause, %{...}}");
    case "undef":
      throw new Raised("UndefinedFunctionError", "Lab.Missing.f/0 is undefined");
    default:
      return null;
  }
}

function broadcasts(event: string, params: Payload, socket: ChannelSocket, phx: ChannelApi): CallbackResult {
  const { event: name, topic, what, payload = null } = isJsonObject(params) ? params : {};
  const self = socket.channelPid;
  if (typeof name === "string") {
    if (event === "to") phx.broadcast(socket, name, payload);
    else if (event === "to_from") phx.broadcastFrom(socket, name, payload);
    else throw noClause("Lab.MainChannel.handle_in/3");
    return replying(socket, "ok");
  }
  if (typeof topic === "string" && self !== null) {
    if (event === "sub") phx.endpoint.subscribe(self, topic);
    else if (event === "unsub") phx.endpoint.unsubscribe(self, topic);
    else if (event === "endpoint") phx.endpoint.broadcast(topic, "news", params);
    else if (event === "endpoint_from") phx.endpoint.broadcastFrom(self, topic, "news", params);
    else throw noClause("Lab.MainChannel.handle_in/3");
    return replying(socket, "ok");
  }
  if (event !== "info" || what === undefined) throw noClause("Lab.MainChannel.handle_in/3");
  phx.sendSelf(socket, info(":info", what));
  return noreply(socket);
}

function informed(what: JsonValue, socket: ChannelSocket, phx: ChannelApi): CallbackResult {
  switch (what) {
    case "stop":
      return stopping(socket, SHUTDOWN);
    case "stop_oops":
      return stopping(socket, OOPS);
    case "reply":
      return replying(socket, "ok");
    case "stop_reply":
      return stopping(socket, NORMAL, { status: "ok", payload: {} });
    case "raise":
      throw new Raised("RuntimeError", "info");
    case "hibernate":
      return noreply(socket);
    case "ref":
      phx.push(socket, "ref", { ref: socket.ref });
      return noreply(socket);
    case "socket_ref":
      socketRef(socket);
      return noreply(socket);
  }
  throw noClause("Lab.MainChannel.handle_info/2");
}

function count(socket: ChannelSocket): ChannelSocket {
  return assign(socket, { n: Number(socket.assigns["n"] ?? 0) + 1 });
}

function badMap(payload: Payload): Raised {
  return new Raised("BadMapError", "expected a map", null, `{:badmap, ${inspectInner(plain(payload))}}`);
}

function info(tag: string, payload: JsonValue = null): Info {
  return { tag, payload, ref: null };
}

function plain(payload: Payload): JsonValue {
  if (payload instanceof Uint8Array) throw new Error("the lab was recorded without binary payloads");
  return payload;
}
