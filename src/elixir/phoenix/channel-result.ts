import type { CallbackResult, StatusAndPayload } from "../../server/channel-module.ts";
import type { ChannelSocket } from "../../server/channel-socket.ts";
import type { Context } from "../context.ts";
import { raised } from "../exception.ts";
import { reasonOf } from "../otp/exit-term.ts";
import { isNext } from "../otp/server-message.ts";
import { replyTo } from "../otp/server-process.ts";
import { atom, NIL, type Term, Tuple, tuple } from "../term.ts";
import { inspectIn } from "../text.ts";
import { Thrown } from "../thrown.ts";
import { changed } from "./channel-adapter.ts";
import { isSocket } from "./socket-struct.ts";

export function badJoin(cx: Context, name: string, result: Term): unknown {
  return raised("RuntimeError", {
    message: `channel ${name}.join/3 is expected to return one of:\n\n    {:ok, Socket.t} |\n    {:ok, reply :: map, Socket.t} |\n    {:error, reply :: map}\n\ngot ${inspectIn(cx, result)}\n`,
  });
}

export function badReply(cx: Context, reply: Term): unknown {
  return raised("RuntimeError", {
    message: `Channel replies from handle_in/3 are expected to be one of:\n\n    status :: atom\n    {status :: atom, response :: map}\n\nfor example:\n\n    {:reply, :ok, socket}\n    {:reply, {:ok, %{}}, socket}\n    {:stop, :shutdown, {:error, %{}}, socket}\n\ngot ${inspectIn(cx, reply)}\n`,
  });
}

/** What a callback threw counts as returned, not by the callback, but by the GenServer around it. */
export function thrownResult(value: Term, socket: ChannelSocket): CallbackResult {
  const [tag, first = NIL, second, third] = value instanceof Tuple ? value.items : [];
  if (tag === atom("noreply") && isSocket(first) && isNext(second)) {
    return { is: "noreply", socket: changed(socket, first) };
  }
  if (tag === atom("stop") && isSocket(second) && third === undefined) {
    return {
      is: "stop",
      reason: reasonOf(first),
      reply: null,
      quiet: true,
      socket: changed(socket, second),
    };
  }
  throw badReturn(value);
}

function badReturn(value: Term): Thrown {
  return new Thrown("exit", tuple(atom("bad_return_value"), value));
}

/** `{:stop, reason, reply, socket}` from `handle_in/3`. */
export function stoppedWith(reason: Term, reply: StatusAndPayload, socket: ChannelSocket): CallbackResult {
  return { is: "stop", reason: reasonOf(reason), reply, socket };
}

/** What any callback but `join/3` may return. */
export function handled(cx: Context, callback: string, result: Term, socket: ChannelSocket): CallbackResult {
  const items = result instanceof Tuple ? result.items : [];
  const [tag, first = NIL, second = NIL] = items;
  if (tag === atom("noreply") && (items.length === 2 || items.length === 3)) {
    const next = changed(socket, first);
    if (items.length === 3 && !isNext(second)) throw badReturn(result);
    if (typeof second !== "bigint") return { is: "noreply", socket: next };
    return { is: "noreply", socket: next, timeoutMs: Number(second) };
  }
  if (tag === atom("stop") && items.length === 3) {
    return { is: "stop", reason: reasonOf(first), reply: null, socket: changed(socket, second) };
  }
  const replies =
    callback === "handle_in/3"
      ? "    {:reply, {status :: atom, response :: map}, Socket.t} |\n    {:reply, status :: atom, Socket.t} |\n"
      : "";
  throw raised("RuntimeError", {
    message: `Expected ${callback} to return one of:\n\n    {:noreply, Socket.t} |\n    {:noreply, Socket.t, timeout | :hibernate} |\n${replies}    {:stop, reason :: term, Socket.t}\n\ngot ${inspectIn(cx, result)}\n`,
  });
}

/** What `handle_call/3` returned; its reply goes to the caller. */
export function called(cx: Context, from: Term, result: Term, socket: ChannelSocket): CallbackResult {
  const items = result instanceof Tuple ? result.items : [];
  const [tag, first = NIL, second = NIL, third] = items;
  if (tag === atom("reply") && items.length === 3) {
    replyTo(cx, from, first);
    return { is: "noreply", socket: changed(socket, second) };
  }
  if (tag === atom("stop") && items.length === 4) {
    replyTo(cx, from, second);
    const next = changed(socket, third ?? NIL);
    return { is: "stop", reason: reasonOf(first), reply: null, socket: next };
  }
  return handled(cx, "handle_call/3", result, socket);
}
