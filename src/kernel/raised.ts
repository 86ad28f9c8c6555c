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
  readonly #fields: string | null;

  /** `fields`: of an exception with more than a message, as `inspect/2` writes them with `limit: 3`. */
  constructor(exception: string, message: string, fields: string | null = null) {
    super(message);
    this.exception = exception;
    this.#fields = fields;
  }

  /**
   * The exit reason's text, as `inspect(reason, limit: 3)` writes it: exception and stack trace. What the BEAM
   * itself raises keeps Erlang's name for it.
   */
  inspect(): string {
    const native = ERLANG_NAMES[this.exception];
    if (native !== undefined) return `{:${native}, [{...}, ...]}`;
    const fields = this.#fields ?? `message: ${JSON.stringify(this.message)}`;
    return `{%${this.exception}{${fields}}, [{...}, ...]}`;
  }
}
