import { pairOf } from "../library/arguments.ts";
import { atom, NIL, type Term, Tuple } from "../term.ts";
import type { ServerCallback } from "./server-start.ts";

export const CALL = atom("$gen_call");
export const CAST = atom("$gen_cast");

/** What may stand behind the state: how long to wait for a message, `:hibernate`, `{:continue, …}`. */
export function isNext(term: Term | undefined): boolean {
  if (term === undefined || term === atom("infinity") || term === atom("hibernate")) return true;
  return typeof term === "bigint" ? term >= 0n : pairOf(term)?.[0] === atom("continue");
}

/** The callback that a message is for, and its arguments but the state; null: a timeout. */
export function callbackFor(message: Term | null): [ServerCallback, readonly Term[]] {
  if (message instanceof Tuple) {
    const [tag, first = NIL, second = NIL] = message.items;
    if (tag === CALL && message.items.length === 3) return ["handle_call", [second, first]];
    if (tag === CAST && message.items.length === 2) return ["handle_cast", [first]];
  }
  return ["handle_info", [message ?? atom("timeout")]];
}
