import type { PubSub } from "../../server/pubsub.ts";
import type { Context } from "../context.ts";
import { raised } from "../exception.ts";
import { libraryModule, noClause } from "../library/arguments.ts";
import { field, isStruct } from "../map.ts";
import { nodeOf } from "../otp/node.ts";
import { pidOf } from "../otp/node-host.ts";
import { shapeOf } from "../otp/term-shape.ts";
import { Atom, atom, moduleAtom, NIL, OK, PidTerm, type Term } from "../term.ts";
import { inspectIn } from "../text.ts";
import { broadcast as channelBroadcast } from "./channel.ts";
import { servers } from "./pubsub.ts";

function serverOf(cx: Context, name: Term): PubSub {
  const server = name instanceof Atom ? nodeOf(cx).part(servers).get(name) : undefined;
  if (server === undefined)
    throw raised("ArgumentError", { message: `unknown registry: ${inspectIn(cx, name)}` });
  return server;
}

const CHANNEL_SERVER = moduleAtom("Phoenix.Channel.Server");

type Message = {
  readonly from: Term;
  readonly topic: Term;
  readonly message: Term;
  readonly dispatcher: Term;
};

function publish(cx: Context, server: Term, sent: Message, reach: "cluster" | "local" = "cluster"): Term {
  const { from, topic, message, dispatcher } = sent;
  const pubsub = serverOf(cx, server);
  if (typeof topic !== "string") throw noClause();
  if (dispatcher === CHANNEL_SERVER && isStruct(message, "Phoenix.Socket.Broadcast")) {
    return channelBroadcast(
      cx,
      from,
      topic,
      field(message, "event") ?? NIL,
      field(message, "payload") ?? NIL,
      reach,
    );
  }
  // Without a dispatcher it knows nothing of fastlanes: also a channel process finds the message in its mailbox.
  pubsub.publish(
    topic,
    { kind: "term", term: message },
    shapeOf(message),
    from instanceof PidTerm ? pidOf(from) : null,
    reach,
  );
  return OK;
}

function broadcast(cx: Context, server: Term, topic: Term, message: Term, dispatcher: Term = NIL): Term {
  return publish(cx, server, { from: NIL, topic, message, dispatcher });
}

function broadcastHere(cx: Context, server: Term, topic: Term, message: Term, dispatcher: Term = NIL): Term {
  return publish(cx, server, { from: NIL, topic, message, dispatcher }, "local");
}

function fromSender(reach: "cluster" | "local") {
  return (
    cx: Context,
    server: Term,
    from: Term,
    topic: Term,
    message: Term,
    dispatcher: Term = NIL,
  ): Term => {
    if (!(from instanceof PidTerm)) throw noClause();
    return publish(cx, server, { from, topic, message, dispatcher }, reach);
  };
}

/** The running process subscribes to a topic of the endpoint. */
export function subscribe(cx: Context, pubsub: PubSub, topic: Term): Term {
  if (typeof topic !== "string") throw noClause();
  pubsub.subscribe(pidOf(cx.host.self), topic, null);
  return OK;
}

export function unsubscribe(cx: Context, pubsub: PubSub, topic: Term): Term {
  if (typeof topic !== "string") throw noClause();
  pubsub.unsubscribe(pidOf(cx.host.self), topic);
  return OK;
}

/** The functions of `Phoenix.PubSub` that processes call (phoenix_pubsub 2.2.0). */
export const PUBLICATION = libraryModule("Phoenix.PubSub", {
  "subscribe/2,3": (cx, server, topic) => subscribe(cx, serverOf(cx, server), topic),
  "unsubscribe/2": (cx, server, topic) => unsubscribe(cx, serverOf(cx, server), topic),
  "broadcast/3,4": broadcast,
  "broadcast!/3,4": broadcast,
  "local_broadcast/3,4": broadcastHere,
  "broadcast_from/4,5": fromSender("cluster"),
  "broadcast_from!/4,5": fromSender("cluster"),
  "local_broadcast_from/4,5": fromSender("local"),
  "node_name/1": (cx) => atom(nodeOf(cx).name),
});
