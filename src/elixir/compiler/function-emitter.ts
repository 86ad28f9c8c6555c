/** The local variables of one JavaScript function while it is written. */
export class FunctionEmitter {
  readonly #locals: string[] = [];
  readonly #fresh: (prefix: string) => string;

  /** `fresh` gives names that no other function of the unit has. */
  constructor(fresh: (prefix: string) => string) {
    this.#fresh = fresh;
  }

  /** A new local variable. */
  local(prefix = "t"): string {
    const name = this.#fresh(prefix);
    this.#locals.push(name);
    return name;
  }

  /** A new name for a parameter. */
  parameter(): string {
    return this.#fresh("a");
  }

  /** The function's variables declared, once its body is written. */
  get declarations(): string {
    return this.#locals.length === 0 ? "" : `let ${this.#locals.join(",")};`;
  }
}
