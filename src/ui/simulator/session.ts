import type { EditedFile } from "../../schemas/run-link.ts";
import type { RunView, StepView } from "../../simulation/simulator-api.ts";
import type { Seq } from "../../trace/ids.ts";

/** Everything the simulator's page remembers between two clicks. */
export type Session = {
  readonly run: RunView;
  readonly at: StepView;
  /** The stop before `at`: what it changed is told by comparing. Null at the first stop, or while unknown. */
  readonly before: StepView | null;
  /** The script's own run, to go back to after taking over. */
  readonly script: RunView;
  /** What makes the run shown another than the script's; null in the script's run. */
  readonly own: OwnRun | null;
  readonly playing: boolean;
  /** The variant that the reader chose last; its run may still be on its way. */
  readonly variant: string;
  readonly worker: "asleep" | "starting" | "ready" | "missing";
  /** A line for the reader about the simulator itself; empty: nothing to say. */
  readonly status: string;
};

/** A run beside the script's. */
export type OwnRun = {
  /** Who brought it: a reader who acts or has changed the server's code, an exercise, a link. They may have acted since. */
  readonly by: "acting" | "code" | "exercise" | "link";
  /** The moment from which on it may differ, in virtual milliseconds. */
  readonly fromMs: number;
  /** The run it is to be compared with. */
  readonly against: RunView;
  /** What it was made of that is not the site's: texts by the names of their files. Left out when there is nothing. */
  readonly code?: readonly EditedFile[];
};

/** A stop of a run and the one before it. */
export type Stop = Pick<Session, "at" | "before">;

export function beginSession(run: RunView): Session {
  return {
    run,
    at: run.at,
    before: null,
    script: run,
    own: null,
    playing: false,
    variant: run.variant,
    worker: "asleep",
    status: "",
  };
}

/** The worker runs the script; the reader stays where they are, if the run has that moment. */
export function loaded(session: Session, live: RunView): Session {
  const { events, steps } = session.run;
  const run = sameRun(session.run, live) ? { ...live, events, steps } : live;
  const at = run.events[session.at.seq] === undefined ? run.at : session.at;
  return { ...session, run, script: run, at, worker: "ready" };
}

/** The reader is at another stop of the run. */
export function moved(session: Session, { at, before }: Stop): Session {
  // While a step waited for what it is told with, the look at the stop before may have been the first to see it.
  const run = extend(before === null ? session.run : extend(session.run, before), at);
  const script = session.own === null ? run : session.script;
  return { ...session, run, script, at, before, playing: session.playing && at.seq !== run.steps.at(-1) };
}

/** The reader has acted, `fromMs` into the run: `run` is what came of it. */
export function tookOver(session: Session, run: RunView, before: StepView | null, fromMs: number): Session {
  const { own, script } = session;
  const mine: OwnRun =
    own === null
      ? { by: "acting", fromMs, against: script }
      : { ...own, fromMs: Math.min(own.fromMs, fromMs) };
  return { ...session, run, at: run.at, before, own: mine, playing: false, status: "" };
}

/** The step of a run at the time of a step of another one. */
export function sameMoment(from: RunView, seq: Seq, to: RunView): Seq {
  return stepAt(to, from.events[seq]?.timeMs ?? 0);
}

/** The last step of a run up to a moment. */
export function stepAt(run: RunView, timeMs: number): Seq {
  const index = run.steps.findLastIndex((step) => (run.events[step]?.timeMs ?? 0) <= timeMs);
  return run.steps[Math.max(0, index)] ?? run.at.seq;
}

/** A run with what a step at its end added. */
function extend(run: RunView, { appended, appendedSteps }: StepView): RunView {
  const next = run.events.length;
  const news = appended.filter(({ seq }) => seq >= next);
  if (news.length === 0) return run;
  const lastStep = run.steps.at(-1) ?? -1;
  return {
    ...run,
    events: [...run.events, ...news],
    steps: [...run.steps, ...appendedSteps.filter((seq) => seq > lastStep)],
  };
}

/** The run drawn at build time and the worker's are the same run; then the drawing can stay as it is. */
function sameRun(drawn: RunView, live: RunView): boolean {
  return (
    drawn.variant === live.variant && drawn.seed === live.seed && drawn.events.length === live.events.length
  );
}
