import type { Context } from "../context.ts";
import type { Native } from "../native.ts";
import { nodeOf } from "../otp/node.ts";
import { atom, NIL, PidTerm, type Term } from "../term.ts";
import { broadcast } from "./channel.ts";
import { subscribe, unsubscribe } from "./publication.ts";
import { endpointPubSub } from "./pubsub.ts";

function toAll(cx: Context, topic: Term, event: Term, payload: Term): Term {
  return broadcast(cx, NIL, topic, event, payload);
}

function toAllHere(cx: Context, topic: Term, event: Term, payload: Term): Term {
  return broadcast(cx, NIL, topic, event, payload, "local");
}

function toOthers(cx: Context, from: Term, topic: Term, event: Term, payload: Term): Term {
  return broadcast(cx, from instanceof PidTerm ? from : cx.host.self, topic, event, payload);
}

function toOthersHere(cx: Context, from: Term, topic: Term, event: Term, payload: Term): Term {
  return broadcast(cx, from instanceof PidTerm ? from : cx.host.self, topic, event, payload, "local");
}

function configuration(cx: Context, key: Term, fallback: Term): Term {
  if (key === atom("pubsub_server")) return endpointPubSub(nodeOf(cx));
  if (key === atom("secret_key_base")) return nodeOf(cx).secretKeyBase;
  return fallback;
}

/** One of the functions of an endpoint module (phoenix 1.8.12, lib/phoenix/endpoint.ex), as `name/arity`. */
export function endpointFunction(nameAndArity: string): Native {
  const found = FUNCTIONS[nameAndArity];
  if (found === undefined) throw new Error(`an endpoint has no ${nameAndArity}`);
  return found;
}

const FUNCTIONS: { readonly [nameAndArity: string]: Native } = {
  "broadcast/3": toAll,
  "broadcast!/3": toAll,
  "local_broadcast/3": toAllHere,
  "broadcast_from/4": toOthers,
  "broadcast_from!/4": toOthers,
  "local_broadcast_from/4": toOthersHere,
  "subscribe/1": (cx, topic) => subscribe(cx, nodeOf(cx).endpoint.pubsub, topic),
  "subscribe/2": (cx, topic) => subscribe(cx, nodeOf(cx).endpoint.pubsub, topic),
  "unsubscribe/1": (cx, topic) => unsubscribe(cx, nodeOf(cx).endpoint.pubsub, topic),
  "config/1": (cx, key) => configuration(cx, key, NIL),
  "config/2": (cx, key, fallback) => configuration(cx, key, fallback),
  "url/0": () => "http://localhost",
};
