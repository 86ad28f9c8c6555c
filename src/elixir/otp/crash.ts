import type { ExitReason } from "../../kernel/exit-reason.ts";
import { Raised } from "../../kernel/raised.ts";
import { Later } from "../../loading/later.ts";
import type { Program } from "../program.ts";
import { EXCEPTIONS, Thrown } from "../thrown.ts";

/** What is said of it; few runs have a crash. */
export const CRASH_REPORT = new Later(() => import("./crash-report.ts"));

/** Why processes end, as Elixir code has it. */
export const EXITS = new Later(() => import("./exit-term.ts"));

/** What Elixir code threw and nobody caught, on its way out of the process. */
export class Crash extends Raised {
  readonly thrown: Thrown;
  readonly #program: Program;

  constructor(program: Program, thrown: Thrown) {
    super("Elixir", "uncaught");
    this.#program = program;
    this.thrown = thrown;
  }

  override get log(): string | null {
    return CRASH_REPORT.now.crashLog(this.#program, this.thrown);
  }

  override exitReason(): ExitReason {
    return CRASH_REPORT.now.crashReason(this.thrown);
  }
}

/** What the server's own code raises, as Elixir code can rescue it. */
export function rescued(error: unknown): unknown {
  if (!(error instanceof Raised) || error instanceof Crash) return error;
  return new Thrown("error", EXCEPTIONS.now.exception(error.exception, { message: error.message }));
}
