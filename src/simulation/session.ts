import { ReaderSession } from "./reader-session.ts";
import { Run } from "./run.ts";

/** A reader's session with the world at hand, as everything has it but a page that has not loaded it yet. */
export class Session extends ReaderSession {
  constructor() {
    super((scenario, options) => new Run(scenario, options));
  }
}
