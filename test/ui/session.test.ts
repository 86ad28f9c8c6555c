import { describe, expect, test } from "vitest";
import type { RunId } from "../../src/simulation/simulator-api.ts";
import type { TraceEvent } from "../../src/trace/event.ts";
import type { Seq } from "../../src/trace/ids.ts";
import { beginSession, loaded, moved, tookOver } from "../../src/ui/simulator/session.ts";
import { ada, sampleRun, sampleStep } from "./sample-run.ts";

const seq = (value: number): Seq => value as Seq; // a brand
const run = sampleRun();

describe("the session", () => {
  test("keeps the drawn run when the worker's is the same, so that nothing is drawn anew", () => {
    const live = { ...sampleRun(), run: 7 as RunId }; // a brand
    const session = loaded(beginSession(run), live);
    expect(session.worker).toBe("ready");
    expect(session.run.run).toBe(7);
    expect(session.run.events).toBe(run.events);
    expect(session.run.steps).toBe(run.steps);
  });

  test("takes the worker's run when it differs", () => {
    const live = { ...run, seed: 2, events: run.events.slice(0, 10), steps: run.steps.slice(0, 2) };
    const begun = moved(beginSession(run), { at: sampleStep(run.events, seq(60)), before: null });
    const session = loaded(begun, live);
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
    const once = moved(beginSession(run), { at, before: null });
    expect(once.run.events.at(-1)).toBe(event);
    expect(once.run.steps.at(-1)).toBe(next);
    const twice = moved(once, { at, before: null });
    expect(twice.run.events).toBe(once.run.events);
    const late = moved(beginSession(run), { at: { ...at, appended: [], appendedSteps: [] }, before: at });
    expect(late.run).toEqual(once.run);
  });

  test("remembers when the reader first took over", () => {
    const fork = { ...run, run: 2 as RunId, parent: run.run }; // a brand
    const first = tookOver(beginSession(run), fork, null, 12_300);
    const second = tookOver(first, fork, null, 14_000);
    expect(second.own?.fromMs).toBe(12_300);
    expect(second.own?.against).toBe(run);
  });

  test("stops playing at the last step", () => {
    const playing = { ...beginSession(run), playing: true };
    const middle = moved(playing, { at: sampleStep(run.events, run.steps[5] ?? seq(0)), before: null });
    expect(middle.playing).toBe(true);
    const last = run.steps.at(-1) ?? seq(0);
    const end = moved(middle, { at: sampleStep(run.events, last), before: null });
    expect(end.playing).toBe(false);
  });
});
