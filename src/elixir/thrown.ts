import { Later } from "../loading/later.ts";
import type { Term } from "./term.ts";

/** The exceptions of the language and of its library: few runs raise one. */
export const EXCEPTIONS = new Later(() => import("./exception.ts"));

/** What OTP and Phoenix say to code that uses them wrongly. */
export const COMPLAINTS = new Later(() => import("./complaints.ts"));

/** A place in a source file; line and column count from 1. */
export type Place = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `Mod.fun/arity`, or the module alone; null outside of modules. */
  readonly function: string | null;
};

/**
 * What `raise`, `throw` and `exit` throw through the JavaScript stack, until a `try` takes it or the process
 * ends. Native code raises with the functions of exception.ts and never throws anything else on purpose.
 */
export class Thrown {
  readonly kind: "error" | "throw" | "exit";
  /** An exception struct when `kind` is "error". */
  readonly value: Term;
  /** Raised by the BEAM itself, which knows it under an Erlang term (`rawReason`). */
  readonly erlang: Term | null;
  /** Where it was raised; filled in by the evaluator. */
  place: Place | null = null;

  constructor(kind: "error" | "throw" | "exit", value: Term, erlang: Term | null = null) {
    this.kind = kind;
    this.value = value;
    this.erlang = erlang;
  }
}
