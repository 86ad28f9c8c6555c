import type { Binding } from "../elixir/code-watcher.ts";
import { COMPILE_HOST } from "../elixir/compile-host.ts";
import { Context } from "../elixir/context.ts";
import { excerpt } from "../elixir/excerpt.ts";
import { inspect } from "../elixir/inspect.ts";
import { LimitExceeded, type Limits } from "../elixir/limit.ts";
import type { Program } from "../elixir/program.ts";
import type { Term } from "../elixir/term.ts";
import { inspectIn } from "../elixir/text.ts";
import { type Place, Thrown } from "../elixir/thrown.ts";
import type { CodeBinding, CodeLine } from "./simulator-api.ts";

const MAX_BINDINGS = 24;
/** Longer values are cut, in UTF-16 units. */
const MAX_TEXT = 1000;
const LINE_UNITS = 100;
/** For an `Inspect` of the reader's own: what takes longer is shown as the struct that it is. */
const INSPECT_LIMITS: Limits = { steps: 20_000, words: 200_000, depth: 1000 };

/** A line that has just begun: its values are terms yet. */
export type BegunLine = {
  /** How many events the trace had then. */
  readonly events: number;
  readonly place: Place;
  readonly bindings: readonly Binding[];
  readonly program: Program | null;
  error: (() => string) | null;
};

/** Puts the lines of one turn into words; what is bound to a variable is mostly what was bound to it a line before. */
export class LineWriter {
  readonly #texts = new Map<Term, string>();
  /** How much text it has made. */
  units = 0;

  /** `leftOut`: how many lines that ran just before it are not kept. */
  write({ place, bindings, program, error }: BegunLine, leftOut: number): CodeLine {
    const { file, line, function: name } = place;
    this.units += LINE_UNITS;
    return {
      file,
      line,
      function: name,
      bindings: bindings
        .slice(0, MAX_BINDINGS)
        .map(([variable, value]) => this.#binding(variable, value, program)),
      moreBindings: Math.max(0, bindings.length - MAX_BINDINGS),
      leftOut,
      error: error === null ? null : this.#error(error),
    };
  }

  #binding(name: string, value: Term, program: Program | null): CodeBinding {
    const known = this.#texts.get(value);
    const text = known ?? inspected(value, program);
    if (known === undefined) {
      this.#texts.set(value, text.slice(0, MAX_TEXT + 1));
      this.units += Math.min(text.length, MAX_TEXT);
    }
    return { name, text: text.slice(0, MAX_TEXT), cut: text.length > MAX_TEXT };
  }

  #error(error: () => string): string {
    const text = attempted(error) ?? "an exception that cannot say what it is";
    this.units += text.length;
    return text.slice(0, MAX_TEXT);
  }
}

// In a process of its own: what it does must not count as work of the one that is watched.
function inspected(value: Term, program: Program | null): string {
  if (program === null) return inspect(value);
  const cx = new Context(program, COMPILE_HOST, INSPECT_LIMITS);
  const shown = excerpt(value, program);
  return attempted(() => inspectIn(cx, shown)) ?? inspect(shown);
}

/** Null when the reader's own code, an `Inspect` or an exception's `message/1`, gives none. */
function attempted(make: () => string): string | null {
  try {
    return make();
  } catch (error) {
    // A part of the library that is not loaded yet is not the reader's doing.
    if (error instanceof Thrown || error instanceof LimitExceeded) return null;
    throw error;
  }
}
