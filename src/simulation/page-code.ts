import type { Console, ConsoleLevel } from "../client/own-program.ts";
import type { PageProgram } from "../client/page.ts";
import type { PageCode } from "../schemas/scenario.ts";
import type { PageProgramName } from "../schemas/scenario-cast.ts";
import type { TraceBody } from "../trace/event.ts";
import type { ClientId, Seq } from "../trace/ids.ts";
import type { TraceLog } from "../trace/log.ts";

/** A line that a reader's page has written, or an error that nobody caught in it. It is no part of the trace. */
export type ConsoleLine = {
  readonly client: ClientId;
  readonly timeMs: number;
  readonly level: ConsoleLevel;
  readonly text: string;
  /** Of the page's program, from 1; null where nobody knows. */
  readonly line: number | null;
};

/** More lines than these are not kept. */
export const MOST_LINES = 200;

/** A page of a reader's. */
export type ReadersPage = {
  readonly program: PageProgramName;
  readonly make: (console: Console) => PageProgram;
  /** What an error that it threw says, and the line of the program in which it was thrown. */
  readonly told: (error: unknown) => [text: string, line: number | null];
};

/** Makes a page of a reader's text. Throws for a text that is no page's program. */
export type MakePage = (code: PageCode) => ReadersPage;

let make: MakePage | null = null;

/**
 * Allows code of readers to be run, from here on, by `maker`. To be called where such code can reach nothing, and nowhere
 * else: in the sandbox's worker (src/worker/sandbox.ts), and in tests for code of their own.
 */
export function allowPageCode(maker: MakePage): void {
  make = maker;
}

/** Throws where no code of readers may be run. */
export function readersPage(code: PageCode): ReadersPage {
  if (make === null) throw new Error("code of a reader's is run in the sandbox, and nowhere else");
  return make(code);
}

/** A run of a reader's code beyond this is given up. */
export const MOST_EVENTS = 100_000;

/** Ends a run in which a page does more than anybody can look at. */
export class TooMuch extends RangeError {}

/** A log that takes so much and no more. */
export class LimitedLog implements TraceLog {
  readonly #log: TraceLog;

  constructor(log: TraceLog) {
    this.#log = log;
  }

  get length(): number {
    return this.#log.length;
  }

  record(body: TraceBody, timeMs: number, cause: Seq | null): Seq {
    if (this.#log.length >= MOST_EVENTS) {
      throw new TooMuch(`Stopped: more than ${MOST_EVENTS} things happened. Does a timer set itself again?`);
    }
    return this.#log.record(body, timeMs, cause);
  }
}
