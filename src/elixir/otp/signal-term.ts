import type { Broadcast, Message } from "../../protocol/message.ts";
import type { Mail, ServerSignal } from "../../server/mail.ts";
import { atomMap } from "../map.ts";
import { termOfJson, termOfPayload } from "../phoenix/json-term.ts";
import { NAMES, payloadTerm } from "../phoenix/message-struct.ts";
import { atom, moduleAtom, PidTerm, RefTerm, type Term, tuple } from "../term.ts";
import { termOfReason } from "./exit-term.ts";

/** What of a process's mail becomes a term, though no Elixir code has sent it. */
export type SignalMail = Extract<
  Mail | ServerSignal,
  { readonly kind: "down" | "exit" | "broadcast" | "client_message" }
>;

/** It as Elixir code receives it. */
export function termOfSignal(mail: SignalMail): Term {
  switch (mail.kind) {
    case "down": {
      const [ref, pid] = [new RefTerm(mail.monitor), new PidTerm(mail.pid)];
      return tuple(atom("DOWN"), ref, atom("process"), pid, termOfReason(mail.reason));
    }
    case "exit":
      return tuple(atom("EXIT"), new PidTerm(mail.from), termOfReason(mail.reason));
    case "broadcast":
      return broadcastStruct(mail.broadcast);
    case "client_message":
      return messageStruct(mail.message);
  }
}

/** `%Phoenix.Socket.Broadcast{}` */
function broadcastStruct(broadcast: Broadcast): Term {
  const { topic, event } = broadcast;
  return atomMap({ __struct__: moduleAtom(NAMES.broadcast), topic, event, payload: payloadTerm(broadcast) });
}

/** `%Phoenix.Socket.Message{}` */
function messageStruct({ topic, event, payload, ref, joinRef }: Message): Term {
  return atomMap({
    __struct__: moduleAtom(NAMES.message),
    // A hostile client may have sent other JSON than strings.
    topic: termOfJson(topic),
    event: termOfJson(event),
    payload: termOfPayload(payload),
    ref: termOfJson(ref),
    join_ref: termOfJson(joinRef),
  });
}
