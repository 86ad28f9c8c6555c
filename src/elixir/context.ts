import { type FunctionCode, TailCall } from "./code.ts";
import { type Host, type Routine, Segment, type Wait } from "./host.ts";
import { type Limits, OVERRUN, PAGE_LIMITS } from "./limit.ts";
import type { Program } from "./program.ts";
import { Atom, Fun, type Term } from "./term.ts";
import { EXCEPTIONS, type Place, type Thrown } from "./thrown.ts";

/** Called before each line of Elixir that is executed; `bindings` costs something only when it is called. */
export type StepListener = (place: Place, bindings: () => readonly (readonly [string, Term])[]) => void;

/** Calls that may lie on one JavaScript stack; the next one gets a stack of its own. */
const STACK_CALLS = 40;

/** One process as its code sees it: its world, how much it has done, and how functions are called. */
export class Context {
  readonly program: Program;
  readonly host: Host;
  readonly limits: Limits;
  /** What is being executed; the place that an error names. */
  at: Place | null = null;
  /** Calls on the current JavaScript stack, and on those below it. */
  depth = 0;
  depthBelow = 0;
  listener: StepListener | null = null;
  /** Told of everything that is thrown, where it is thrown. */
  onThrown: ((thrown: Thrown) => void) | null = null;
  /** `Process.put/2` */
  readonly dictionary = new Map<string, Term>();
  #steps = 0;
  #words = 0;
  #momentMs = -1;

  constructor(program: Program, host: Host, limits: Limits = PAGE_LIMITS) {
    this.program = program;
    this.host = host;
    this.limits = limits;
  }

  /** Writes down where it was thrown; whoever takes it on its way out says so, and the first one counts. */
  locate(thrown: Thrown): void {
    if (thrown.place !== null) return;
    thrown.place = this.at;
    this.onThrown?.(thrown);
  }

  /** Counts work done. Throws `LimitExceeded` when it is too much for one moment. */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > this.limits.steps) this.#tooMuch("steps");
  }

  /** Counts terms built. */
  allocate(words: number): void {
    this.#words += words;
    if (this.#words > this.limits.words) this.#tooMuch("words");
  }

  #tooMuch(what: "steps" | "words"): void {
    if (this.host.nowMs > this.#momentMs) {
      // Counting began in an earlier moment, so the process did not do all of this at once.
      this.#momentMs = this.host.nowMs;
      this.#steps = 0;
      this.#words = 0;
      return;
    }
    throw OVERRUN.now.usedUp(what, this.limits);
  }

  /** Counts what follows from zero: the process begins a callback, or has waited. */
  beginMoment(): void {
    if (this.host.nowMs > this.#momentMs) {
      this.#momentMs = this.host.nowMs;
      this.#steps = 0;
      this.#words = 0;
    }
  }

  /** Calls an anonymous function, as `fun.(…)` does: `const x = yield* cx.call(fun, [a, b])`. */
  *call(fun: Term, args: Term[]): Routine<Term> {
    if (!(fun instanceof Fun)) throw EXCEPTIONS.now.badFunction(fun);
    if (fun.code.arity !== args.length) throw EXCEPTIONS.now.badArity(fun, args);
    return yield* this.invoke(fun.code as FunctionCode, args); // Fun.code is made of nothing else
  }

  /** `apply(module, name, args)` */
  *apply(module: Term, name: string, args: Term[]): Routine<Term> {
    const code = this.lookup(module, name, args.length);
    return yield* this.invoke(code, args);
  }

  /** The exported function of a module; raises UndefinedFunctionError when there is none. */
  lookup(module: Term, name: string, arity: number): FunctionCode {
    const code = module instanceof Atom ? this.program.exported(module, name, arity) : null;
    if (code !== null) return code;
    throw EXCEPTIONS.now.undefinedFunction(module, name, arity);
  }

  *invoke(code: FunctionCode, args: readonly Term[]): Routine<Term> {
    let next: { readonly code: FunctionCode; readonly args: readonly Term[] } = { code, args };
    for (;;) {
      this.spend(1);
      if (next.code.plain) return next.code.fn(this, ...next.args);
      const routine = next.code.fn(this, ...next.args);
      let result: Term | TailCall;
      if (this.depth < STACK_CALLS) {
        this.depth += 1;
        result = yield* routine;
        this.depth -= 1;
      } else {
        // The driver answers a segment with what its routine returned.
        result = (yield new Segment(routine)) as Term | TailCall;
      }
      if (!(result instanceof TailCall)) return result;
      next = result;
    }
  }

  /** Runs a routine that must not wait to its end, on the spot: for the protocols that native code asks. */
  runNow(routine: Routine<Term>): Term {
    const { depth, depthBelow } = this;
    const driven = drive(this, routine);
    const result = driven.next();
    if (result.done !== true) throw OVERRUN.now.mayNotWait();
    this.depth = depth;
    this.depthBelow = depthBelow;
    return result.value;
  }
}

/**
 * Runs a routine with all the stacks that it needs, and passes its waits on to whoever runs the process.
 * Whatever the routine throws comes out of here.
 */
export function* drive<Result>(cx: Context, first: Routine<Result>): Generator<Wait, Result, Term | null> {
  const waiting: Routine<unknown>[] = [];
  const base = cx.depthBelow + cx.depth;
  let current: Routine<unknown> = first;
  let input: unknown = null;
  let failure: { readonly thrown: unknown } | null = null;
  const resume = (routine: Routine<unknown>) => {
    current = routine;
    cx.depth = waiting.length === 0 ? 0 : STACK_CALLS;
    cx.depthBelow = base + waiting.length * STACK_CALLS;
  };
  cx.depth = 0;
  cx.depthBelow = base;
  for (;;) {
    let result: IteratorResult<Wait | Segment, unknown>;
    try {
      result = failure === null ? current.next(input) : current.throw(failure.thrown);
      failure = null;
    } catch (thrown) {
      const cause = thrown instanceof RangeError ? OVERRUN.now.engineLimit(thrown) : thrown;
      const parent = waiting.pop();
      if (parent === undefined) throw cause;
      resume(parent);
      failure = { thrown: cause };
      continue;
    }
    if (result.done === true) {
      const parent = waiting.pop();
      if (parent === undefined) return result.value as Result; // the first routine's own result
      resume(parent);
      input = result.value;
    } else if (result.value instanceof Segment) {
      waiting.push(current);
      current = result.value.routine;
      cx.depth = 0;
      cx.depthBelow = base + waiting.length * STACK_CALLS;
      if (cx.depthBelow > cx.limits.depth) throw OVERRUN.now.tooDeep(cx.limits);
      input = null;
    } else {
      input = yield result.value;
      cx.beginMoment();
    }
  }
}
