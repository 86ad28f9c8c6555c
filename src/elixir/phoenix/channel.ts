import { Later } from "../../loading/later.ts";
import type { Context } from "../context.ts";
import { libraryModule } from "../library/arguments.ts";
import { EMPTY_MAP, field } from "../map.ts";
import { rescued } from "../otp/crash.ts";
import { nodeOf } from "../otp/node.ts";
import { pidOf } from "../otp/node-host.ts";
import {
  Atom,
  FALSE,
  listItems,
  type MapTerm,
  moduleAtom,
  NIL,
  OK,
  PidTerm,
  type Term,
  TRUE,
  Tuple,
} from "../term.ts";
import { COMPLAINTS, EXCEPTIONS } from "../thrown.ts";
import { payloadOf } from "./json-term.ts";
import { TermBroadcast } from "./message-struct.ts";
import { addressOf, asSocket } from "./socket-struct.ts";

/** The tag of a module that does `use Phoenix.Channel`: the events that it intercepts. */
export const CHANNEL_TAG = "channel";

/** Runs code of the server whose exceptions Elixir code may rescue. */
export function rescuable<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw rescued(error);
  }
}

function joinedSocket(socket: Term): MapTerm {
  const known = asSocket(socket);
  if (field(known, "joined") === TRUE) return known;
  throw COMPLAINTS.now.notJoined();
}

function push(cx: Context, socket: Term, event: Term, payload: Term): Term {
  const address = { ...addressOf(joinedSocket(socket)), joined: true };
  if (typeof event !== "string") throw EXCEPTIONS.now.functionClause("Phoenix.Channel.Server", "push", 6);
  rescuable(() => nodeOf(cx).endpoint.channelApi.push(address, event, payloadOf(cx, payload)));
  return OK;
}

/** `broadcast/3` and its like: to a topic's subscribers, all but one of them. */
export function broadcast(
  cx: Context,
  from: Term,
  topic: Term,
  event: Term,
  payload: Term,
  reach: "cluster" | "local" = "cluster",
): Term {
  if (typeof topic !== "string" || typeof event !== "string") {
    const isFrom = from !== NIL;
    throw EXCEPTIONS.now.functionClause(
      "Phoenix.Channel.Server",
      isFrom ? "broadcast_from" : "broadcast",
      isFrom ? 5 : 4,
    );
  }
  const except = from instanceof PidTerm ? pidOf(from) : null;
  const message = new TermBroadcast(cx, topic, event, payload);
  rescuable(() => nodeOf(cx).endpoint.pubsub.broadcast(message, except, reach));
  return OK;
}

function channelBroadcast(cx: Context, socket: Term, event: Term, payload: Term): Term {
  return broadcast(cx, NIL, field(joinedSocket(socket), "topic") ?? NIL, event, payload);
}

function channelBroadcastFrom(cx: Context, socket: Term, event: Term, payload: Term): Term {
  const known = joinedSocket(socket);
  return broadcast(cx, field(known, "channel_pid") ?? NIL, field(known, "topic") ?? NIL, event, payload);
}

/** `{status, payload}`, or a status alone. */
export function replyParts(reply: Term): { readonly status: Atom; readonly payload: Term } | null {
  if (reply instanceof Atom) return { status: reply, payload: EMPTY_MAP };
  const [status, payload, ...rest] = reply instanceof Tuple ? reply.items : [];
  return status instanceof Atom && payload !== undefined && rest.length === 0 ? { status, payload } : null;
}

/** A status as JSON has it; nil and the booleans are JSON's own. */
export function statusText(status: Atom): string {
  const { name } = status;
  if (status !== NIL && status !== TRUE && status !== FALSE) return name;
  return (status === NIL ? null : status === TRUE) as unknown as string; // any JSON is written as it is
}

/** `Phoenix.Channel` (phoenix 1.8.12, lib/phoenix/channel.ex). */
export const CHANNEL = libraryModule(
  "Phoenix.Channel",
  {
    "push/3": push,
    "broadcast/3": channelBroadcast,
    "broadcast!/3": channelBroadcast,
    "broadcast_from/3": channelBroadcastFrom,
    "broadcast_from!/3": channelBroadcastFrom,
  },
  {
    rest: new Later(async () => (await import("./socket-ref.ts")).SOCKET_REFS),
    using(target) {
      const intercepts: string[] = [];
      target.import(moduleAtom("Phoenix.Channel"));
      target.import(moduleAtom("Phoenix.Socket"));
      target.tag(CHANNEL_TAG, intercepts);
      target.macro("intercept", ([events], at) => {
        const listed = events === undefined ? null : listItems(target.evaluate(events));
        const names = listed?.filter((event) => typeof event === "string") ?? null;
        if (names === null || names.length !== listed?.length) {
          return target.refuse(at, COMPLAINTS.now.MACROS.intercept);
        }
        intercepts.splice(0, intercepts.length, ...names);
      });
    },
  },
);
