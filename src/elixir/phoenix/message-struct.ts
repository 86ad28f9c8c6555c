import type { Broadcast, Payload } from "../../protocol/message.ts";
import type { Context } from "../context.ts";
import { nativeModule } from "../native.ts";
import { NIL, type Term } from "../term.ts";
import { payloadOf, termOfPayload } from "./json-term.ts";

export const NAMES = { message: "Phoenix.Socket.Message", broadcast: "Phoenix.Socket.Broadcast" } as const;

export const MESSAGE_STRUCTS = [
  nativeModule(
    NAMES.message,
    {},
    { struct: { topic: NIL, event: NIL, payload: NIL, ref: NIL, join_ref: NIL } },
  ),
  nativeModule(NAMES.broadcast, {}, { struct: { topic: NIL, event: NIL, payload: NIL } }),
];

/** A broadcast made by Elixir code: the payload is encoded when the first transport needs it. */
export class TermBroadcast implements Broadcast {
  readonly kind = "broadcast";
  readonly topic: string;
  readonly event: string;
  readonly term: Term;
  readonly #cx: Context;

  constructor(cx: Context, topic: string, event: string, term: Term) {
    this.#cx = cx;
    this.topic = topic;
    this.event = event;
    this.term = term;
  }

  get payload(): Payload {
    return payloadOf(this.#cx, this.term);
  }
}

/** What a broadcast carries, as Elixir code sees it. */
export function payloadTerm(broadcast: Broadcast): Term {
  return broadcast instanceof TermBroadcast ? broadcast.term : termOfPayload(broadcast.payload);
}
