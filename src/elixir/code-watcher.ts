import type { Pid } from "../trace/ids.ts";
import type { Program } from "./program.ts";
import type { Term } from "./term.ts";
import type { Place } from "./thrown.ts";

/** A variable and what it is bound to. */
export type Binding = readonly [name: string, value: Term];

/** The code of a process while it runs. */
export type RunningCode = {
  readonly program: Program;
  /** Where it is now: a line that it has begun, or a call within it. */
  readonly at: Place | null;
};

/** Looks on while the processes of a node run their Elixir. Whatever it does must change nothing for them. */
export interface CodeWatcher {
  /** A process begins a line; `bindings` is what the line can see, and costs something only when it is called. */
  line(pid: Pid, code: RunningCode, bindings: () => readonly Binding[]): void;
  /** It raised, threw or exited there, or was stopped for doing too much; `text` puts it as Elixir does. */
  thrown(pid: Pid, place: Place | null, text: () => string): void;
}
