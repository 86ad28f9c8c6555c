import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runScenario } from "../../src/simulation/run.ts";
import { Session } from "../../src/simulation/session.ts";
import type { RunView } from "../../src/simulation/simulator-api.ts";
import type { ClientId, Seq } from "../../src/trace/ids.ts";
import type { Input, TimedInput } from "../../src/trace/input.ts";
import { serializeTrace } from "../../src/trace/serialize.ts";
import { addedBy, viewersOf } from "../../src/trace/viewer.ts";
import { firstDisagreement } from "./agreement.ts";
import { lessonScenario } from "./scenario-files.ts";

const ADA = "ada" as ClientId;
const BEN = "ben" as ClientId;
const scenario = lessonScenario("cable-pulled-while-ada-writes");

function load(variant = "right"): { session: Session; run: RunView } {
  const session = new Session();
  return { session, run: session.load({ scenario, variant, seed: scenario.seed }) };
}

function lastStep(run: RunView): Seq {
  const seq = run.steps.at(-1);
  if (seq === undefined) throw new Error("a run without steps");
  return seq;
}

test("a page that was hidden is told to be so until it is shown", () => {
  const { session, run } = load();
  const isHidden = (view: RunView) => view.at.clients.find(({ client }) => client === BEN)?.hidden;
  expect(isHidden(run)).toBeUndefined();
  const hidden = session.apply(run.run, lastStep(run), { kind: "hide_page", client: BEN });
  expect(isHidden(hidden)).toBe(true);
  const shown = session.apply(hidden.run, hidden.at.seq, { kind: "show_page", client: BEN });
  expect(isHidden(shown)).toBeUndefined();
});

describe("looking", () => {
  test("begins at the first step", () => {
    const { run } = load();
    expect(run.at.seq).toBe(run.steps[0]);
    expect(run.at.appended).toEqual([]);
  });

  test("forward and back again is where one was, all the way through", () => {
    const { session, run } = load();
    for (const [index, seq] of run.steps.slice(0, -1).entries()) {
      const next = session.step(run.run, seq, "forward");
      expect(next.seq).toBe(run.steps[index + 1]);
      expect(session.step(run.run, next.seq, "back")).toEqual(session.seek(run.run, seq));
    }
  });

  test("at the first step, back stays", () => {
    const { session, run } = load();
    expect(session.step(run.run, run.at.seq, "back").seq).toBe(run.at.seq);
  });

  test("seeking between two steps shows the earlier one", () => {
    const { session, run } = load();
    const [first, second] = run.steps.filter((seq, index) => (run.steps[index + 1] ?? seq) - seq > 1);
    expect(first).toBeDefined();
    expect(second).toBeDefined();
    if (first === undefined) return;
    expect(session.seek(run.run, (first + 1) as Seq).seq).toBe(first);
  });

  test("the past is read, not run: nothing is ever appended", () => {
    const { session, run } = load();
    for (const seq of run.steps) expect(session.seek(run.run, seq).appended).toEqual([]);
  });

  test("the last moment shows what the viewers see in the end", () => {
    const { session, run } = load("right");
    const [ada, ben] = session.seek(run.run, lastStep(run)).clients;
    expect(ben?.page?.annotations.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(ben?.page?.annotations).toEqual(ada?.page?.annotations);
  });
});

test("stepping forward at the end lets the world go on", () => {
  const { session, run } = load();
  const step = session.step(run.run, lastStep(run), "forward");
  expect(step.seq).toBeGreaterThan(lastStep(run));
  expect(step.appended[0]?.seq).toBe(run.events.length);
  expect(step.appendedSteps).toContain(step.seq);
});

describe("acting", () => {
  test("keeps history up to the moment, drops the rest of the script, and comes a millisecond later", () => {
    const { session, run } = load();
    const seq = run.steps[Math.floor(run.steps.length / 2)] as Seq;
    const atMs = run.events[seq]?.timeMs ?? 0;
    const input: Input = { kind: "restart_server", how: "kill", downMs: 500 };
    const next = session.apply(run.run, seq, input);
    expect(next.parent).toBe(run.run);
    expect(next.events.slice(0, seq + 1)).toEqual(run.events.slice(0, seq + 1));
    expect(next.inputs).toEqual([
      ...scenario.inputs.filter((planned) => planned.atMs <= atMs),
      { atMs: atMs + 1, input },
    ]);
    // The input itself is no stop: what it led to tells of both.
    const shown = next.events[next.at.seq];
    expect(shown).toMatchObject({ kind: "server_stopping", timeMs: atMs + 1 });
    expect(next.events[shown?.cause ?? 0]).toMatchObject({ kind: "input_applied", input });
    expect(next.at.serverUp).toBe(false);
  });

  test("leaves the old run as it was", () => {
    const { session, run } = load();
    const before = serializeTrace(run.events);
    session.apply(run.run, run.at.seq, { kind: "pull_cable", client: BEN });
    expect(serializeTrace(session.load({ scenario, variant: "right", seed: scenario.seed }).events)).toBe(
      before,
    );
    expect(session.seek(run.run, lastStep(run)).seq).toBe(lastStep(run));
  });

  test("a run comes back from its inputs, byte for byte", () => {
    const { session, run } = load();
    const acted = session.apply(run.run, lastStep(run), { kind: "silence_link", client: BEN });
    const restored = new Session().load({
      scenario,
      variant: "right",
      seed: scenario.seed,
      inputs: acted.inputs,
    });
    expect(serializeTrace(restored.events)).toBe(serializeTrace(acted.events));
  });

  test("taking over drops the script and does nothing else", () => {
    const { session, run } = load();
    const seq = run.steps[20] as Seq;
    const taken = session.fork(run.run, seq);
    expect(taken.at.seq).toBe(seq);
    expect(taken.events.every(({ timeMs }) => timeMs <= (run.events[seq]?.timeMs ?? 0))).toBe(true);
  });

  test("a run that is no longer kept is said to be so", () => {
    const { session, run } = load();
    let current = run;
    for (let count = 0; count < 20; count += 1) {
      current = session.apply(current.run, current.at.seq, {
        kind: "annotate",
        client: ADA,
        body: `${count}`,
      });
    }
    expect(() => session.seek(2 as RunView["run"], 0 as Seq)).toThrow("run 2 is not kept any more");
    expect(session.seek(run.run, run.at.seq).seq).toBe(run.at.seq);
  });
});

const CLEO = "cleo" as ClientId;
const SECOND_TAB = "ben-2" as ClientId;

const anyInput: fc.Arbitrary<Input> = fc.oneof(
  fc.constantFrom<Input>(
    { kind: "add_tab", client: SECOND_TAB, name: "Ben 2", of: BEN },
    {
      kind: "add_viewer",
      client: CLEO,
      name: "Cleo",
      user: "cleo",
      token: { is: "forged" },
      link: { latencyMs: 5, jitterMs: 20, bytesPerSecond: null },
    },
  ),
  fc
    .constantFrom(ADA, BEN, CLEO, SECOND_TAB)
    .chain((client) =>
      fc.constantFrom<Input>(
        { kind: "open_page", client },
        { kind: "close_page", client },
        { kind: "join", client, topic: "videos:1", params: {} },
        { kind: "push", client, topic: "videos:9", event: "nobody_has_joined_this", payload: {} },
        { kind: "pull_cable", client },
        { kind: "plug_cable", client },
        { kind: "silence_link", client },
        { kind: "restore_link", client },
        { kind: "change_link", client, link: { latencyMs: 700, jitterMs: 600, bytesPerSecond: 300 } },
        { kind: "change_link", client, link: { latencyMs: 1, jitterMs: 0, bytesPerSecond: null } },
        { kind: "reset_link", client },
        { kind: "disconnect", client },
        { kind: "connect", client },
        { kind: "annotate", client, body: "é 😀 \u2028" },
        { kind: "crash_channel", client, topic: "videos:1" },
        { kind: "leave", client, topic: "videos:1" },
        { kind: "push", client, topic: "videos:1", event: "nobody_handles_this", payload: {} },
        { kind: "hide_page", client },
        { kind: "show_page", client },
        { kind: "leave_page", client },
        { kind: "return_to_page", client },
        { kind: "close_laptop", client },
        { kind: "open_laptop", client },
        { kind: "close_connection", client, code: 1000 },
      ),
    ),
  fc.constantFrom<Input>(
    { kind: "restart_server", how: "graceful", downMs: 300 },
    { kind: "restart_server", how: "kill", downMs: 300 },
    { kind: "restart_server", how: "graceful", downMs: 300, secret: "changed" },
    { kind: "advance_clock", byMs: 90_000_000 },
    { kind: "stop_server", how: "graceful" },
    { kind: "start_server" },
    {
      kind: "broadcast",
      topic: "videos:1",
      event: "new_annotation",
      payload: { id: 9, user: "x", body: "y", at: 0 },
    },
  ),
);

/** Nobody acts on a viewer who has not come yet. */
function isAboutSomebody({ input }: TimedInput, index: number, inputs: readonly TimedInput[]): boolean {
  if (!("client" in input) || addedBy(input) !== null) return true;
  return viewersOf(scenario.clients, inputs.slice(0, index)).some(({ id }) => id === input.client);
}

test("whatever the reader does: the same inputs give the same bytes, and charts that agree", () => {
  const shaky = {
    ...scenario,
    clients: scenario.clients.map((client) => ({
      ...client,
      link: { latencyMs: 30, jitterMs: 50, bytesPerSecond: 20_000 },
    })),
  };
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ afterMs: fc.oneof(fc.nat({ max: 4000 }), fc.nat({ max: 90_000 })), input: anyInput }),
        { maxLength: 12 },
      ),
      fc.nat({ max: 0xffff }),
      fc.constantFrom("none", "naive", "right"),
      (acts, seed, variant) => {
        let atMs = 400;
        const inputs = [
          { atMs: 0, input: { kind: "open_page", client: ADA } as const },
          { atMs: 3, input: { kind: "open_page", client: BEN } as const },
          ...acts.map(({ afterMs, input }) => {
            atMs += afterMs;
            return { atMs, input };
          }),
        ].filter(isAboutSomebody);
        const run = runScenario({ ...shaky, durationMs: atMs + 100_000 }, { variant, seed, inputs });
        expect(firstDisagreement(run)).toBeNull();
        const once = serializeTrace(runScenario(shaky, { variant, seed, inputs }).events);
        expect(serializeTrace(runScenario(shaky, { variant, seed, inputs }).events)).toBe(once);
      },
    ),
    { numRuns: 100 },
  );
});

test("whatever the reader does, twice and where it can do nothing: every stop is told in plain words", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ afterMs: fc.nat({ max: 1500 }), input: anyInput }), { maxLength: 10 }),
      fc.constantFrom("none", "naive", "right"),
      (acts, variant) => {
        let atMs = 400;
        const inputs = [
          { atMs: 0, input: { kind: "open_page", client: BEN } as const },
          ...acts.map(({ afterMs, input }) => {
            atMs += afterMs;
            return { atMs, input };
          }),
        ].filter(isAboutSomebody);
        const session = new Session();
        const { run } = session.load({ scenario, variant, seed: 1, inputs });
        for (const sentence of session.sentences(run)) {
          expect(sentence).toMatch(/^[A-Z`].*[^.]\.$/s);
          expect(sentence).not.toMatch(/undefined|null|NaN|\[object/);
          expect(sentence.length).toBeLessThan(220);
        }
      },
    ),
    { numRuns: 60 },
  );
});
