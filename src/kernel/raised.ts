import type { ExitReason } from "./exit-reason.ts";

const ERLANG_NAMES: { readonly [exception: string]: string } = {
  FunctionClauseError: ":function_clause",
  UndefinedFunctionError: ":undef",
};

/**
 * An Elixir exception raised by the code of a process. It ends the process that raised it and nothing
 * else; any other JavaScript error is a fault of the simulator and is not caught.
 */
export class Raised extends Error {
  /** The exception's module, for example `RuntimeError`. */
  readonly exception: string;
  readonly #fields: string | null;
  readonly #erlang: string | null;

  /**
   * `fields`: of an exception with more than a message, as `inspect/2` writes them with `limit: 3`; `erlang`: the
   * reason of one that the BEAM itself raises, likewise.
   */
  constructor(
    exception: string,
    message: string,
    fields: string | null = null,
    erlang: string | null = null,
  ) {
    super(message);
    this.exception = exception;
    this.#fields = fields;
    this.#erlang = erlang === null ? (ERLANG_NAMES[exception] ?? null) : erlang;
  }

  /** As Elixir prints it where nobody rescues it. */
  get banner(): string {
    return `** (${this.exception}) ${this.message}`;
  }

  /** What a server process logs of it; null when it ends in good order. */
  get log(): string | null {
    return this.banner;
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
    if (this.#erlang !== null) return `{${this.#erlang}, [{...}, ...]}`;
    const fields = this.#fields ?? `message: ${JSON.stringify(this.message)}`;
    return `{%${this.exception}{${fields}}, [{...}, ...]}`;
  }
}
