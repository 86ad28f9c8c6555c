import type { ExitReason } from "../../kernel/exit-reason.ts";
import { Later } from "../../loading/later.ts";
import type { Payload } from "../../protocol/message.ts";
import type {
  CallbackResult,
  ChannelModule,
  JoinResult,
  OtherCallback,
  StatusAndPayload,
} from "../../server/channel-module.ts";
import type { ChannelSocket } from "../../server/channel-socket.ts";
import type { Mail, ServerRoutine, ServerSignal } from "../../server/mail.ts";
import type { Pid } from "../../trace/ids.ts";
import type { Context } from "../context.ts";
import { inspect, inspectAtom } from "../inspect.ts";
import { EMPTY_MAP, field, isStruct, mapOf, mapPairs } from "../map.ts";
import { attempt } from "../otp/attempt.ts";
import { EXITS } from "../otp/crash.ts";
import { termOfMail } from "../otp/mail-term.ts";
import type { ElixirNode } from "../otp/node.ts";
import { callbackFor } from "../otp/server-message.ts";
import { shapeOf } from "../otp/term-shape.ts";
import { Atom, atom, type MapTerm, NIL, OK, PidTerm, type Term, TRUE, Tuple } from "../term.ts";
import { EXCEPTIONS, Thrown } from "../thrown.ts";
import { CHANNEL_TAG, replyParts, statusText } from "./channel.ts";
import { payloadOf, termOfJson, termOfPayload } from "./json-term.ts";
import { payloadTerm } from "./message-struct.ts";
import { asSocket, assignsOf, assignsView, isSocket, withFields } from "./socket-struct.ts";

/** What callbacks seldom return, and the exceptions for what they may not return. */
const RESULTS = new Later(() => import("./channel-result.ts"));

/** A module that does `use Phoenix.Channel`, as the server runs it (phoenix 1.8.12, lib/phoenix/channel/server.ex). */
export class ElixirChannel implements ChannelModule {
  readonly name: string;
  readonly intercepts: readonly string[];
  readonly terminate?: NonNullable<ChannelModule["terminate"]>;
  readonly #node: ElixirNode;
  readonly #module: Atom;
  /** The `:assigns` of its route. */
  readonly #assigns: MapTerm;

  constructor(node: ElixirNode, module: Atom, assigns: MapTerm) {
    this.name = inspectAtom(module);
    this.#node = node;
    this.#module = module;
    this.#assigns = assigns;
    const intercepts = node.program.loaded(module)?.tags.get(CHANNEL_TAG);
    this.intercepts = Array.isArray(intercepts) ? intercepts : [];
    if (this.#exports("terminate", 2)) this.terminate = (reason, socket) => this.#terminate(reason, socket);
  }

  *join(topic: string, payload: Payload, socket: ChannelSocket): ServerRoutine<JoinResult> {
    const connected = asSocket(socket.struct as Term); // made by `ElixirSocket`
    const struct = withFields(connected, {
      topic,
      channel: this.#module,
      channel_pid: new PidTerm(pidIn(socket)),
      join_ref: termOfJson(socket.joinRef),
      assigns: mapOf([...mapPairs(assignsOf(connected)), ...mapPairs(this.#assigns)]),
    });
    const args = [topic, termOfPayload(payload), struct];
    return yield* this.#run(socket, "join", args, (cx, result) =>
      joined(cx, this.name, result, { ...socket, struct }),
    );
  }

  *handleIn(event: string, payload: Payload, socket: ChannelSocket): ServerRoutine<CallbackResult> {
    // A hostile client may have sent other JSON than a string.
    const args = [termOfJson(event), termOfPayload(payload), structIn(socket)];
    const shape = (cx: Context, result: Term) => handledIn(cx, result, socket);
    return yield* this.#run(socket, "handle_in", args, shape, (value) =>
      RESULTS.now.thrownResult(value, socket),
    );
  }

  other(message: Mail | ServerSignal | null, socket: ChannelSocket): OtherCallback | null {
    if (message?.kind === "broadcast" && message.broadcast.topic === socket.topic) {
      const { event } = message.broadcast;
      return this.#other("handle_out", event, [event, payloadTerm(message.broadcast)], socket);
    }
    const term = message === null ? atom("timeout") : termOfMail(message);
    if (term === null) return null;
    const [callback, args] = callbackFor(term);
    const about = shapeOf(args[0] ?? term);
    if (callback === "handle_call" || callback === "handle_cast")
      return this.#other(callback, about, args, socket);
    const broadcast = callback === "handle_info" ? broadcastParts(term) : null;
    if (broadcast !== null && broadcast.topic === socket.topic) {
      return this.#other("handle_out", broadcast.event, [broadcast.event, broadcast.payload], socket);
    }
    if (this.#exports("handle_info", 2)) return this.#other("handle_info", about, args, socket);
    const who = `${this.name} ${inspect(new PidTerm(pidIn(socket)))}`;
    const text = `${who} received unexpected message in handle_info/2: ${inspect(term)}`;
    this.#node.log(pidIn(socket), "warning", text);
    return null;
  }

  #other(
    callback: OtherCallback["callback"],
    about: string,
    args: readonly Term[],
    socket: ChannelSocket,
  ): OtherCallback {
    const all = [...args, structIn(socket)];
    const arity = all.length;
    const shape = (cx: Context, result: Term) => {
      if (callback !== "handle_call") return handled(cx, `${callback}/${arity}`, result, socket);
      return RESULTS.now.called(cx, args[1] ?? NIL, result, socket);
    };
    const run = () =>
      this.#run(socket, callback, all, shape, (value) => RESULTS.now.thrownResult(value, socket));
    return { callback, about, run };
  }

  *#terminate(reason: ExitReason, socket: ChannelSocket): ServerRoutine<void> {
    const args = [EXITS.now.termOfReason(reason), structIn(socket)];
    yield* this.#run(
      socket,
      "terminate",
      args,
      () => null,
      () => null,
    );
  }

  #exports(name: string, arity: number): boolean {
    return this.#node.program.exported(this.#module, name, arity) !== null;
  }

  *#run<Result>(
    socket: ChannelSocket,
    callback: string,
    args: Term[],
    shape: (cx: Context, result: Term) => Result,
    thrown?: (value: Term) => Result,
  ): ServerRoutine<Result> {
    const module = this.#module;
    let shaped: { readonly result: Result } | null = null;
    yield* this.#node.run(pidIn(socket), function* (cx) {
      const result = yield* attempt(cx, cx.apply(module, callback, args));
      if (!(result instanceof Thrown)) shaped = { result: shape(cx, result) };
      else if (result.kind === "throw" && thrown !== undefined) shaped = { result: thrown(result.value) };
      else throw result;
      return OK;
    });
    return (shaped as unknown as { readonly result: Result }).result; // set unless `run` throws
  }
}

function pidIn({ channelPid }: ChannelSocket): Pid {
  if (channelPid === null) throw new Error("a channel's callback runs in its process");
  return channelPid;
}

/** The socket as the callback gets it: with the ref of the message that is being handled. */
function structIn(socket: ChannelSocket): MapTerm {
  return withFields(asSocket(socket.struct as Term), { ref: termOfJson(socket.ref) }); // every callback but join/3 gets one
}

function joined(cx: Context, name: string, result: Term, socket: ChannelSocket): JoinResult {
  const [tag, first, second, ...rest] = result instanceof Tuple ? result.items : [];
  if (tag === OK && first !== undefined && rest.length === 0) {
    const struct = second ?? first;
    const reply = second === undefined ? {} : { reply: encodedLate(cx, first) };
    if (isSocket(struct)) {
      return { is: "ok", ...reply, socket: changed(socket, withFields(struct, { joined: TRUE })) };
    }
  }
  if (tag === atom("error") && first !== undefined && second === undefined) {
    return { is: "error", reply: encodedLate(cx, first), socket };
  }
  throw RESULTS.now.badJoin(cx, name, result);
}

/** A string that no JSON text can hold: half a surrogate pair, as which the protocol carries a stray byte. */
const NO_UTF8 = "\udcff";

/** A join's reply is encoded by the socket's process: what cannot be encoded ends that one. */
function encodedLate(cx: Context, reply: Term): Payload {
  try {
    return payloadOf(cx, reply);
  } catch (thrown) {
    if (!(thrown instanceof Thrown)) throw thrown;
    return NO_UTF8;
  }
}

function handledIn(cx: Context, result: Term, socket: ChannelSocket): CallbackResult {
  const items = result instanceof Tuple ? result.items : [];
  const [tag, first = NIL, second = NIL, third] = items;
  if (tag === atom("reply") && items.length === 3) {
    const reply = replyIn(cx, first);
    return { is: "reply", reply, socket: changed(socket, second) };
  }
  if (tag === atom("stop") && items.length === 4) {
    return RESULTS.now.stoppedWith(first, replyIn(cx, second), changed(socket, third ?? NIL));
  }
  return handled(cx, "handle_in/3", result, socket);
}

function replyIn(cx: Context, reply: Term): StatusAndPayload {
  if (reply instanceof Atom) return { status: statusText(reply) };
  const parts = replyParts(reply);
  if (parts !== null) return { status: statusText(parts.status), payload: payloadOf(cx, parts.payload) };
  throw RESULTS.now.badReply(cx, reply);
}

/** What any callback but `join/3` may return. */
function handled(cx: Context, callback: string, result: Term, socket: ChannelSocket): CallbackResult {
  const [tag, struct = NIL, ...more] = result instanceof Tuple ? result.items : [];
  if (tag !== atom("noreply") || more.length > 0) return RESULTS.now.handled(cx, callback, result, socket);
  return { is: "noreply", socket: changed(socket, struct) };
}

/** The socket after a callback. */
export function changed(socket: ChannelSocket, struct: Term): ChannelSocket {
  if (!isSocket(struct)) throw EXCEPTIONS.now.badMap(struct);
  return { ...socket, struct, assigns: assignsView(assignsOf(struct)) };
}

function broadcastParts(
  term: Term,
): { readonly topic: string; readonly event: string; readonly payload: Term } | null {
  if (!isStruct(term, "Phoenix.Socket.Broadcast")) return null;
  const [topic, event, payload = EMPTY_MAP] = ["topic", "event", "payload"].map((name) => field(term, name));
  return typeof topic === "string" && typeof event === "string" ? { topic, event, payload } : null;
}
