import { Later } from "../../loading/later.ts";
import type { Mail, ServerSignal } from "../../server/mail.ts";
import type { Term } from "../term.ts";

/** What is no message of Elixir code. */
const SIGNALS = new Later(() => import("./signal-term.ts"));

/** A message as Elixir code receives it; null when it is none of its business. */
export function termOfMail(mail: Mail | ServerSignal): Term | null {
  switch (mail.kind) {
    case "term":
      return mail.term as Term; // only Elixir processes send these
    case "down":
    case "exit":
    case "broadcast":
    case "client_message":
      return SIGNALS.now.termOfSignal(mail);
    default:
      return null;
  }
}
