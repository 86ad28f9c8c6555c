/** Thrown by the parser; `parseElixir` makes a `SyntaxError` of it. */
export class SyntaxProblem extends Error {
  readonly from: number;
  readonly to: number;
  readonly exception: "SyntaxError" | "TokenMissingError";

  constructor(from: number, to: number, exception: "SyntaxError" | "TokenMissingError", message: string) {
    super(message);
    this.from = from;
    this.to = to;
    this.exception = exception;
  }
}
