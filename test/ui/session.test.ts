import { describe, expect, test } from "vitest";
import type { RunId } from "../../src/simulation/simulator-api.ts";
import type { TraceEvent } from "../../src/trace/event.ts";
import type { Seq } from "../../src/trace/ids.ts";
import { beginSession, change } from "../../src/ui/simulator/session.ts";
import { ada, sampleRun, sampleStep } from "./sample-run.ts";

const seq = (value: number): Seq => value as Seq; // a brand
const run = sampleRun();

describe("the session", () => {
  test("keeps the drawn run when the worker's is the same, so that nothing is drawn anew", () => {
    const live = { ...sampleRun(), run: 7 as RunId }; // a brand
    const session = change(beginSession(run), { is: "loaded", run: live });
    expect(session.worker).toBe("ready");
    expect(session.run.run).toBe(7);
    expect(session.run.events).toBe(run.events);
    expect(session.run.steps).toBe(run.steps);
  });

  test("takes the worker's run when it differs", () => {
    const live = { ...run, seed: 2, events: run.events.slice(0, 10), steps: run.steps.slice(0, 2) };
    const begun = change(beginSession(run), {
      is: "moved",
      at: sampleStep(run.events, seq(60)),
      before: null,
    });
    const session = change(begun, { is: "loaded", run: live });
    expect(session.run.events).toHaveLength(10);
    expect(session.at.seq).toBe(live.at.seq);
  });

  test("grows by what a step at the end adds, once", () => {
    const next = seq(run.events.length);
    const event: TraceEvent = {
      kind: "input_applied",
      input: { kind: "connect", client: ada },
      seq: next,
      timeMs: 90_000,
      cause: null,
    };
    const at = {
      ...sampleStep(run.events, run.steps[0] ?? seq(0)),
      seq: next,
      appended: [event],
      appendedSteps: [next],
    };
    const once = change(beginSession(run), { is: "moved", at, before: null });
    expect(once.run.events.at(-1)).toBe(event);
    expect(once.run.steps.at(-1)).toBe(next);
    const twice = change(once, { is: "moved", at, before: null });
    expect(twice.run.events).toBe(once.run.events);
  });

  test("remembers when the reader first took over, and goes back to the script", () => {
    const fork = { ...run, run: 2 as RunId, parent: run.run }; // a brand
    const first = change(beginSession(run), { is: "took_over", run: fork, before: null, atMs: 12_300 });
    const second = change(first, { is: "took_over", run: fork, before: null, atMs: 14_000 });
    expect(second.own?.fromMs).toBe(12_300);
    const back = change(second, { is: "went_back", at: run.at, before: null });
    expect(back.run).toBe(run);
    expect(back.own).toBeNull();
  });

  test("shows the chosen variant at once, and the one that runs again if that fails", () => {
    const chosen = change(beginSession(run), { is: "chose", variant: "naive" });
    expect(chosen.variant).toBe("naive");
    expect(chosen.run.variant).toBe("right");
    expect(change(chosen, { is: "said", status: "no answer" }).variant).toBe("right");
  });

  test("to stop what does not play changes nothing, so nothing is drawn for it", () => {
    const session = beginSession(run);
    expect(change(session, { is: "playing", on: false })).toBe(session);
  });

  test("stops playing at the last step", () => {
    const playing = change(beginSession(run), { is: "playing", on: true });
    const middle = change(playing, {
      is: "moved",
      at: sampleStep(run.events, run.steps[5] ?? seq(0)),
      before: null,
    });
    expect(middle.playing).toBe(true);
    const last = run.steps.at(-1) ?? seq(0);
    const end = change(middle, { is: "moved", at: sampleStep(run.events, last), before: null });
    expect(end.playing).toBe(false);
  });
});
