import { type ExitReason, isCrash } from "../../kernel/exit-reason.ts";
import { Raised } from "../../kernel/raised.ts";
import { exception, type Place, rawReason, Thrown } from "../exception.ts";
import { didYouMean, exceptionBanner } from "../exception-message.ts";
import type { Program } from "../program.ts";
import { atom, list, moduleAtom, type Term, tuple } from "../term.ts";
import { reasonOf } from "./exit-term.ts";

/** What Elixir code threw and nobody caught, on its way out of the process. */
export class Crash extends Raised {
  readonly thrown: Thrown;
  readonly #program: Program;

  constructor(program: Program, thrown: Thrown) {
    super("Elixir", "uncaught");
    this.#program = program;
    this.thrown = thrown;
  }

  override get log(): string | null {
    if (!isCrash(this.exitReason())) return null;
    const { kind, value, place } = this.thrown;
    if (kind === "exit") return `** (stop) ${exitText(this.#program, value)}`;
    const hint = kind === "error" ? didYouMean(this.#program, value) : "";
    return `${exceptionBanner(this.#program, this.thrown)}${hint}${placeText(place)}`;
  }

  override exitReason(): ExitReason {
    return reasonOf(reasonTerm(this.thrown));
  }
}

function exitText(program: Program, value: Term): string {
  return exceptionBanner(program, new Thrown("exit", value)).replace("** (exit) ", "");
}

function placeText(place: Place | null): string {
  if (place === null) return "";
  return `\n    ${place.file}:${place.line}${place.function === null ? "" : `: ${place.function}`}`;
}

/** Why a process ends that does not catch this. */
export function reasonTerm(thrown: Thrown): Term {
  const reason = rawReason(thrown);
  if (thrown.kind === "exit") return reason;
  return tuple(thrown.kind === "throw" ? tuple(atom("nocatch"), reason) : reason, stackOf(thrown.place));
}

// What a process of OTP always has at the bottom of its stack.
const BOTTOM = [
  tuple(atom("gen_server"), atom("try_dispatch"), 4n, list([])),
  tuple(atom("proc_lib"), atom("init_p_do_apply"), 3n, list([])),
];

function stackOf(place: Place | null): Term {
  const [, module, name, arity] = /^(.+)\.([^.]+)\/(\d+)$/.exec(place?.function ?? "") ?? [];
  if (place === null || module === undefined || name === undefined) return list(BOTTOM);
  const file = list([...place.file].map((letter) => BigInt(letter.codePointAt(0) ?? 0)));
  const at = list([tuple(atom("file"), file), tuple(atom("line"), BigInt(place.line))]);
  return list([tuple(moduleAtom(module), atom(name), BigInt(arity ?? 0), at), ...BOTTOM]);
}

/** What the server's own code raises, as Elixir code can rescue it. */
export function rescued(error: unknown): unknown {
  if (!(error instanceof Raised) || error instanceof Crash) return error;
  return new Thrown("error", exception(error.exception, { message: error.message }));
}
