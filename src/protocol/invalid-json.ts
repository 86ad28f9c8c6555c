/** A text that is not JSON, or that Jason refuses. */
export class InvalidJson extends Error {
  /** Where it stops being JSON, in UTF-16 code units from 0. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}
