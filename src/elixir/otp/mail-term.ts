import type { Mail, ServerSignal } from "../../server/mail.ts";
import { broadcastStruct, messageStruct } from "../phoenix/message-struct.ts";
import { atom, PidTerm, RefTerm, type Term, tuple } from "../term.ts";
import { termOfReason } from "./exit-term.ts";

/** A message as Elixir code receives it; null when it is none of its business. */
export function termOfMail(mail: Mail | ServerSignal): Term | null {
  switch (mail.kind) {
    case "term":
      return mail.term as Term; // only Elixir processes send these
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
    default:
      return null;
  }
}
