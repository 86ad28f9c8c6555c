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

  /** The exit reason's text, as `inspect(reason, limit: 3)` writes it: exception and stack trace. */
  inspect(): string {
    return `{%${this.exception}{message: ${JSON.stringify(this.message)}}, [{...}, ...]}`;
  }
}
