import type { Binding, CodeWatcher, RunningCode } from "../elixir/code-watcher.ts";
import type { Program } from "../elixir/program.ts";
import type { Place } from "../elixir/thrown.ts";
import type { TraceBody } from "../trace/event.ts";
import type { Pid, Seq } from "../trace/ids.ts";
import { CountingLog, type TraceLog } from "../trace/log.ts";
import { type BegunLine, LineWriter } from "./line-writer.ts";
import type { CodeLine } from "./simulator-api.ts";

/** Of the lines of one turn the first and the last are kept: an endless loop runs through millions. */
const FIRST_LINES = 20;
const LAST_LINES = 100;
/** Units of text that are kept of a whole run; then its oldest turns go. */
const MAX_UNITS = 6_000_000;

/** A line as it was recorded. */
export type RecordedLine = CodeLine & {
  /** How many events the trace had when it began: the next one happened in it, or after it. */
  readonly events: number;
};

/** What one process ran of Elixir in one step of the kernel, which recorded the events from `from` to before `to`. */
export type Turn = {
  readonly pid: Pid;
  readonly from: number;
  readonly to: number;
  readonly lines: readonly RecordedLine[];
};

/**
 * Writes down the lines of Elixir that a run executes, beside its trace. What is bound is put into words when the
 * step of the kernel is over, of the lines that are kept: terms never change until then, and need not stay afterwards.
 *
 * Which lines are a turn's last ones is known when it is over, and then it is too late to look at them. So a run with
 * a turn that was too long is made once more, with a recorder that is told the `lengths` of the first.
 */
export class LineRecorder implements CodeWatcher {
  readonly #known: readonly number[];
  readonly #lengths: number[] = [];
  readonly #turns: Turn[] = [];
  readonly #units: number[] = [];
  #isWhole = true;
  #allUnits = 0;
  #keptFrom = 0;
  #log: TraceLog = new CountingLog();
  #from = 0;
  readonly #running = new Map<Pid, RunningTurn>();
  /** What has begun a line last in this step of the kernel, and may be in the middle of it. */
  #atWork: AtWork | null = null;
  /** Channel processes that run a callback; what waits in the middle of a line goes on with that line. */
  readonly #inCallback = new Map<Pid, Waiting | null>();

  constructor(lengths: readonly number[] = []) {
    this.#known = lengths;
  }

  /** In the order in which they ended. */
  get turns(): readonly Turn[] {
    return this.#turns;
  }

  /** How many lines each turn ran, from the first turn on. */
  get lengths(): readonly number[] {
    return this.#lengths;
  }

  /** Whether the last lines of every turn are there. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Turns that recorded events before this one may be gone. */
  get keptFrom(): number {
    return this.#keptFrom;
  }

  /** The log that the run must write to, which passes everything on to `log`: an event belongs to a line. */
  onto(log: TraceLog): TraceLog {
    this.#log = log;
    const note = (body: TraceBody) => this.#note(body);
    return {
      get length() {
        return log.length;
      },
      record(body: TraceBody, timeMs: number, cause: Seq | null): Seq {
        note(body);
        return log.record(body, timeMs, cause);
      },
    };
  }

  /** A step of the kernel begins. */
  begin(): void {
    this.#from = this.#log.length;
  }

  /** The step of the kernel is over. */
  end(): void {
    if (this.#running.size === 0) return;
    const to = this.#log.length;
    for (const [pid, running] of this.#running) {
      const { lines, units, isWhole } = running.written();
      this.#turns.push({ pid, from: this.#from, to, lines });
      this.#lengths.push(running.length);
      this.#isWhole &&= isWhole;
      this.#units.push(units);
      this.#allUnits += units;
    }
    this.#rest();
    this.#running.clear();
    this.#atWork = null;
    this.#forgetOld();
  }

  line(pid: Pid, code: RunningCode, bindings: () => readonly Binding[]): void {
    if (this.#atWork?.code !== code) this.#atWork = { pid, turn: this.#turnOf(pid), code };
    if (code.at !== null) this.#atWork.turn.add(this.#log.length, code.at, code.program, bindings);
  }

  thrown(pid: Pid, place: Place | null, text: () => string): void {
    const turn = this.#turnOf(pid);
    if (place !== null) turn.goOn(this.#log.length, place);
    turn.fail(text);
  }

  #note(body: TraceBody): void {
    switch (body.kind) {
      // What follows is Phoenix's own doing, wherever the Elixir came to.
      case "upgrade_accepted":
      case "upgrade_refused":
        this.#atWork = null;
        return;
      case "callback_entered":
        this.#atWork = null;
        this.#inCallback.set(body.pid, null);
        return;
      case "callback_returned":
      case "process_exited":
        if (this.#atWork?.pid === body.pid) this.#atWork = null;
        this.#inCallback.delete(body.pid);
        return;
      default:
        this.#atWork ??= this.#wokenBy(body);
        if (this.#atWork?.code.at != null) this.#atWork.turn.goOn(this.#log.length, this.#atWork.code.at);
    }
  }

  /** What has waited in the middle of a line, and does something before the next one. */
  #wokenBy(body: TraceBody): AtWork | null {
    const pid = doerOf(body);
    const waiting = pid === null ? null : (this.#inCallback.get(pid) ?? null);
    if (pid === null || waiting === null) return null;
    return { pid, turn: this.#turnOf(pid), code: waiting.code };
  }

  #rest(): void {
    if (this.#atWork === null) return;
    const { pid, turn, code } = this.#atWork;
    if (this.#inCallback.has(pid)) this.#inCallback.set(pid, { code, latest: turn.latest });
  }

  #turnOf(pid: Pid): RunningTurn {
    const known = this.#running.get(pid);
    if (known !== undefined) return known;
    const length = this.#known[this.#lengths.length + this.#running.size] ?? null;
    const made = new RunningTurn(length, this.#inCallback.get(pid)?.latest);
    this.#running.set(pid, made);
    return made;
  }

  #forgetOld(): void {
    let gone = 0;
    while (this.#allUnits > MAX_UNITS && gone < this.#turns.length - 1) {
      this.#allUnits -= this.#units[gone] ?? 0;
      this.#keptFrom = this.#turns[gone]?.to ?? this.#keptFrom;
      gone += 1;
    }
    if (gone === 0) return;
    this.#turns.splice(0, gone);
    this.#units.splice(0, gone);
  }
}

type AtWork = { readonly pid: Pid; readonly turn: RunningTurn; readonly code: RunningCode };

/** Code in the middle of lines that began in an earlier turn. */
type Waiting = { readonly code: RunningCode; readonly latest: LatestLines };

/** The line of each function that began last, as far as it was kept. */
type LatestLines = ReadonlyMap<string | null, BegunLine>;

/** The process that did what happened, where its code may have done it. */
function doerOf(body: TraceBody): Pid | null {
  switch (body.kind) {
    case "message_sent":
    case "broadcast_dispatched":
    case "broadcast_forwarded":
      return body.from;
    case "process_started":
      return body.parent;
    case "row_stored":
    case "rows_read":
    case "row_sought":
    case "logged":
    case "process_slept":
      return body.pid;
    default:
      return null;
  }
}

/** A turn that is not over. */
class RunningTurn {
  /** How many lines it will have run; null when nobody has counted them yet. */
  readonly #known: number | null;
  readonly #kept: BegunLine[] = [];
  readonly latest: Map<string | null, BegunLine>;
  #place: Place | null = null;
  /** The line that began last, if it is kept. */
  #line: BegunLine | null = null;
  length = 0;

  constructor(known: number | null, latest: LatestLines = new Map()) {
    this.#known = known;
    this.latest = new Map(latest);
  }

  add(events: number, place: Place, program: Program | null, bindings: () => readonly Binding[]): void {
    const index = this.length;
    this.length += 1;
    this.#place = place;
    const isLast =
      this.#known === null ? index < FIRST_LINES + LAST_LINES : index >= this.#known - LAST_LINES;
    if (!isLast && index >= FIRST_LINES) {
      this.#line = null;
      return;
    }
    this.#line = { events, place, bindings: bindings(), program, error: null };
    this.#kept.push(this.#line);
    this.latest.set(place.function, this.#line);
  }

  /** Something happens at a place: in the line that began last, or in one that goes on after a call that it made. */
  goOn(events: number, place: Place): void {
    if (this.#place?.file === place.file && this.#place.line === place.line) return;
    const before = this.latest.get(place.function);
    this.add(events, place, before?.program ?? null, () => before?.bindings ?? []);
  }

  fail(error: () => string): void {
    if (this.#line !== null) this.#line.error ??= error;
  }

  written(): {
    readonly lines: readonly RecordedLine[];
    readonly units: number;
    readonly isWhole: boolean;
  } {
    const writer = new LineWriter();
    const leftOut = this.length - this.#kept.length;
    const lines = this.#kept.map((line, index) => ({
      ...writer.write(line, index === FIRST_LINES ? leftOut : 0),
      events: line.events,
    }));
    return { lines, units: writer.units, isWhole: leftOut === 0 || this.#known !== null };
  }
}
