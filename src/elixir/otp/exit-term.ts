import { type ExitReason, KILLED, NORMAL } from "../../kernel/exit-reason.ts";
import { INSPECT_DEFAULTS, inspect } from "../inspect.ts";
import { Atom, atom, Fun, type Term, Tuple, tuple } from "../term.ts";

/** How much of a reason the trace shows. */
const SHOWN = { ...INSPECT_DEFAULTS, limit: 3 };

/** A reason as the kernel knows it; `:kill` is a reason like any other here. */
export function reasonOf(term: Term): ExitReason {
  if (term instanceof Atom) {
    if (term.name === "normal") return NORMAL;
    if (term.name === "shutdown") return { is: "shutdown", detail: null, term };
    if (term.name === "killed") return KILLED;
    if (term.name === "noproc") return { is: "noproc" };
  }
  if (term instanceof Tuple && term.items.length === 2 && term.items[0] === atom("shutdown")) {
    return { is: "shutdown", detail: inspect(term.items[1] as Term, SHOWN), term }; // there are two
  }
  return { is: "error", inspected: inspect(term, SHOWN), term };
}

/** The reason as Elixir code sees it. */
export function termOfReason(reason: ExitReason): Term {
  switch (reason.is) {
    case "normal":
    case "killed":
    case "noproc":
      return atom(reason.is);
    case "shutdown":
      if (reason.term !== undefined) return reason.term as Term; // made above
      return reason.detail === null ? atom("shutdown") : tuple(atom("shutdown"), detailTerm(reason.detail));
    case "error":
      return (reason.term as Term | undefined) ?? opaque(reason.inspected); // made above
  }
}

// The server's own reasons are texts: `:left`, or something longer.
function detailTerm(text: string): Term {
  return /^:\w+$/.test(text) ? atom(text.slice(1)) : opaque(text);
}

/** A term of which nothing is known but how it is inspected. */
function opaque(text: string): Term {
  return new Fun({ arity: 0 }, text);
}
