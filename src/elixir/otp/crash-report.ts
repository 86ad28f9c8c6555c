import { type ExitReason, isCrash } from "../../kernel/exit-reason.ts";
import { rawReason } from "../exception.ts";
import { didYouMean, exceptionBanner } from "../exception-message.ts";
import type { Program } from "../program.ts";
import { atom, list, moduleAtom, type Term, tuple } from "../term.ts";
import { type Place, Thrown } from "../thrown.ts";
import { reasonOf } from "./exit-term.ts";

/** What the log says of what nobody caught; null where it says nothing. */
export function crashLog(program: Program, thrown: Thrown): string | null {
  if (!isCrash(crashReason(thrown))) return null;
  const { kind, value, place } = thrown;
  if (kind === "exit") return `** (stop) ${exitText(program, value)}`;
  const hint = kind === "error" ? didYouMean(program, value) : "";
  return `${exceptionBanner(program, thrown)}${hint}${placeText(place)}`;
}

export function crashReason(thrown: Thrown): ExitReason {
  return reasonOf(reasonTerm(thrown));
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
