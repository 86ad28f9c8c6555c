import type { ExitReason } from "./exit-reason.ts";

const ERLANG_NAMES: { readonly [exception: string]: string } = {
  FunctionClauseError: "function_clause",
  UndefinedFunctionError: "undef",
};

/**
 * An Elixir exception raised by the code of a process. It ends the process that raised it and nothing
 * else; any other JavaScript error is a fault of the simulator and is not caught.
 */
export class Raised extends Error {
  /** The exception's module, for example `RuntimeError`. */
  readonly exception: string;

  constructor(exception: string, message: string) {
    super(message);
    this.exception = exception;
  }

  /** What a server process logs of it; null when it ends in good order. */
  get log(): string | null {
    return `** (${this.exception}) ${this.message}`;
  }

  /** Why the process that raised it ends. */
  exitReason(): ExitReason {
    return { is: "error", inspected: this.inspect() };
  }

  /**
   * The exit reason's text, as `inspect(reason, limit: 3)` writes it: exception and stack trace. What the BEAM
   * itself raises keeps Erlang's name for it.
   */
  inspect(): string {
    const native = ERLANG_NAMES[this.exception];
    if (native !== undefined) return `{:${native}, [{...}, ...]}`;
    return `{%${this.exception}{message: ${JSON.stringify(this.message)}}, [{...}, ...]}`;
  }
}
