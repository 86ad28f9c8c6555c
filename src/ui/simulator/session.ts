import type { RunView, StepView } from "../../simulation/simulator-api.ts";

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
};

export type Change =
  | { readonly is: "starting" }
  | { readonly is: "missing"; readonly status: string }
  | { readonly is: "said"; readonly status: string }
  /** The worker runs the script; `at` stays where the reader is, if the run has that moment. */
  | { readonly is: "loaded"; readonly run: RunView }
  | {
      readonly is: "switched";
      readonly run: RunView;
      readonly at: StepView;
      readonly before: StepView | null;
    }
  | { readonly is: "moved"; readonly at: StepView; readonly before: StepView | null }
  | {
      readonly is: "took_over";
      readonly run: RunView;
      readonly before: StepView | null;
      readonly atMs: number;
    }
  /** A run that something else wants to show, when somebody had taken over in it, and what it was taken from. */
  | {
      readonly is: "shown";
      readonly run: RunView;
      readonly script: RunView;
      readonly at: StepView;
      readonly before: StepView | null;
      readonly by: "exercise" | "link";
      readonly fromMs: number;
    }
  /** The reader's code has run, with what was done in `against`, a run of the lesson's code. */
  | {
      readonly is: "ran_code";
      readonly run: RunView;
      readonly at: StepView;
      readonly before: StepView | null;
      readonly against: RunView;
      readonly fromMs: number;
    }
  | { readonly is: "went_back"; readonly at: StepView; readonly before: StepView | null }
  | { readonly is: "playing"; readonly on: boolean }
  | { readonly is: "chose"; readonly variant: string };

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

export function change(session: Session, by: Change): Session {
  switch (by.is) {
    case "starting":
      return { ...session, worker: "starting" };
    case "missing":
      return { ...session, worker: "missing", playing: false, status: by.status };
    case "said":
      // Whatever was on its way may have failed: the switch says again what is shown.
      return { ...session, variant: session.run.variant, status: by.status };
    case "loaded": {
      const { events, steps } = session.run;
      const run = sameRun(session.run, by.run) ? { ...by.run, events, steps } : by.run;
      const at = run.events[session.at.seq] === undefined ? run.at : session.at;
      return { ...session, run, script: run, at, worker: "ready" };
    }
    case "switched":
      return {
        ...session,
        run: by.run,
        script: by.run,
        at: by.at,
        before: by.before,
        own: null,
        playing: false,
        status: "",
      };
    case "moved": {
      const run = extend(session.run, by.at);
      const script = session.own === null ? run : session.script;
      const ended = session.playing && by.at.seq === run.steps.at(-1);
      return { ...session, run, script, at: by.at, before: by.before, playing: session.playing && !ended };
    }
    case "took_over":
      return {
        ...session,
        run: by.run,
        at: by.run.at,
        before: by.before,
        own:
          session.own === null
            ? { by: "acting", fromMs: by.atMs, against: session.script }
            : { ...session.own, fromMs: Math.min(session.own.fromMs, by.atMs) },
        playing: false,
        status: "",
      };
    case "shown":
      return {
        ...session,
        run: by.run,
        script: by.script,
        at: by.at,
        before: by.before,
        own: { by: by.by, fromMs: by.fromMs, against: by.script },
        playing: false,
        status: "",
      };
    case "ran_code": {
      // Another variant than before: its run of the lesson's code is what to go back to.
      const script = by.against.variant === session.script.variant ? session.script : by.against;
      return {
        ...session,
        run: by.run,
        script,
        variant: by.run.variant,
        at: by.at,
        before: by.before,
        own: { by: "code", fromMs: by.fromMs, against: by.against },
        playing: false,
        status: "",
      };
    }
    case "went_back":
      return {
        ...session,
        run: session.script,
        at: by.at,
        before: by.before,
        own: null,
        playing: false,
      };
    case "chose":
      return { ...session, variant: by.variant, playing: false };
    case "playing":
      // The same session again means that nothing is drawn anew: every step begins by stopping to play.
      return session.playing === by.on ? session : { ...session, playing: by.on };
  }
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
