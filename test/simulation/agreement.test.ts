import { describe, expect, test } from "vitest";
import type { Scenario } from "../../src/schemas/scenario.ts";
import { type Run, runScenario } from "../../src/simulation/run.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import type { Input, TimedInput } from "../../src/trace/input.ts";
import { firstDisagreement } from "./agreement.ts";
import { allScenarios, lessonScenario } from "./scenario-files.ts";

const BEN = "ben" as ClientId;

// In a scenario without inputs, the playground's empty one, there is nothing to agree about.
const cases = allScenarios()
  .filter(({ inputs }) => inputs.length > 0)
  .flatMap((scenario) => scenario.variants.map(({ id }) => ({ scenario, name: scenario.id, variant: id })));

test.each(cases)(
  "$name, $variant: statecharts and client agree after every step",
  ({ scenario, variant }) => {
    const run = runScenario(scenario, { variant });
    expect(run.truths.length).toBeGreaterThan(10);
    expect(firstDisagreement(run)).toBeNull();
  },
);

test("the join of the page whose params function throws is nowhere: not sent, and not kept for later", () => {
  const run = runScenario(lessonScenario("cable-pulled-while-ada-writes"), { variant: "naive" });
  const thrown = run.events.find(({ kind }) => kind === "page_threw");
  const state = thrown === undefined ? null : run.stateAfter(BEN, thrown.seq);
  expect(state?.pushes.findLast(({ event }) => event === "phx_join")?.state).toEqual({ is: "dropped" });
});

const TOPIC = "videos:1";

/** A fault, and what heals it again; null where it heals by itself. */
const faults: readonly { readonly name: string; readonly strike: Input; readonly heal: Input | null }[] = [
  { name: "cable", strike: { kind: "pull_cable", client: BEN }, heal: { kind: "plug_cable", client: BEN } },
  {
    name: "silence",
    strike: { kind: "silence_link", client: BEN },
    heal: { kind: "restore_link", client: BEN },
  },
  {
    name: "slow",
    strike: {
      kind: "change_link",
      client: BEN,
      link: { latencyMs: 2000, jitterMs: 900, bytesPerSecond: 400 },
    },
    heal: { kind: "change_link", client: BEN, link: { latencyMs: 5, jitterMs: 0, bytesPerSecond: null } },
  },
  { name: "reset", strike: { kind: "reset_link", client: BEN }, heal: null },
  { name: "crash", strike: { kind: "crash_channel", client: BEN, topic: TOPIC }, heal: null },
  { name: "deploy", strike: { kind: "restart_server", how: "graceful", downMs: 700 }, heal: null },
  {
    name: "another secret",
    strike: { kind: "restart_server", how: "graceful", downMs: 700, secret: "changed" },
    heal: null,
  },
  { name: "kill", strike: { kind: "restart_server", how: "kill", downMs: 700 }, heal: null },
  { name: "leave", strike: { kind: "leave", client: BEN, topic: TOPIC }, heal: null },
  { name: "disconnect", strike: { kind: "disconnect", client: BEN }, heal: { kind: "connect", client: BEN } },
  {
    name: "tab closed",
    strike: { kind: "close_page", client: BEN },
    heal: { kind: "open_page", client: BEN },
  },
  {
    name: "second tab",
    strike: { kind: "add_tab", client: "ben-2" as ClientId, name: "Ben 2", of: BEN },
    heal: { kind: "pull_cable", client: BEN },
  },
  { name: "joined again", strike: { kind: "join", client: BEN, topic: TOPIC, params: {} }, heal: null },
  {
    name: "pushed before any join",
    strike: { kind: "push", client: BEN, topic: "videos:9", event: "new_annotation", payload: {} },
    heal: { kind: "join", client: BEN, topic: "videos:9", params: {} },
  },
  { name: "hidden", strike: { kind: "hide_page", client: BEN }, heal: { kind: "show_page", client: BEN } },
];

const base: readonly TimedInput[] = [
  { atMs: 0, input: { kind: "open_page", client: "ada" as ClientId } },
  { atMs: 0, input: { kind: "open_page", client: BEN } },
  { atMs: 300, input: { kind: "annotate", client: "ada" as ClientId, body: "one" } },
  { atMs: 330, input: { kind: "annotate", client: BEN, body: "two" } },
];

describe("a fault at every moment at which something happens", () => {
  const scenario = lessonScenario("cable-pulled-while-ada-writes");
  const quiet = momentsOf(runScenario(scenario, { variant: "right", inputs: base }));

  test.each(faults)("$name", ({ strike, heal }) => {
    let runs = 0;
    for (const atMs of quiet) {
      for (const healAfterMs of heal === null ? [0] : [5, 900, 35_000, 70_000]) {
        for (const { id: variant } of scenario.variants) {
          const inputs = [...base, { atMs, input: strike }];
          if (heal !== null) inputs.push({ atMs: atMs + healAfterMs, input: heal });
          inputs.sort((a, b) => a.atMs - b.atMs);
          const run = runUntil(scenario, variant, inputs, atMs + healAfterMs + 100_000);
          runs += 1;
          expect({ atMs, healAfterMs, variant, wrong: firstDisagreement(run) }).toEqual({
            atMs,
            healAfterMs,
            variant,
            wrong: null,
          });
        }
      }
    }
    console.log(`${runs} runs with this fault`);
    expect(runs).toBeGreaterThan(20);
  });
});

describe("a page that hears of its socket, whatever else its viewer does", () => {
  const pages = ["opened-before-the-server", "goodbye-or-not"].flatMap((name) =>
    allScenarios().filter(({ id }) => id === name),
  );

  test.each(pages.flatMap((scenario) => faults.map((fault) => ({ ...fault, scenario, id: scenario.id }))))(
    "$id, $name",
    ({ scenario, strike, heal }) => {
      for (let atMs = 200; atMs < 5000; atMs += 160) {
        const inputs = [...scenario.inputs, { atMs, input: strike }];
        if (heal !== null) inputs.push({ atMs: atMs + 900, input: heal });
        inputs.sort((a, b) => a.atMs - b.atMs);
        const run = runUntil(scenario, "symptom", inputs, atMs + 10_000);
        expect({ atMs, wrong: firstDisagreement(run) }).toEqual({ atMs, wrong: null });
      }
    },
  );
});

/** The moments of a run at which something happened, and the millisecond after each. */
function momentsOf(run: Run): readonly number[] {
  const moments = new Set(
    run.events.filter(({ timeMs }) => timeMs < 1000).flatMap(({ timeMs }) => [timeMs, timeMs + 1]),
  );
  return [...moments].sort((a, b) => a - b);
}

function runUntil(scenario: Scenario, variant: string, inputs: readonly TimedInput[], untilMs: number): Run {
  return runScenario({ ...scenario, durationMs: untilMs }, { variant, inputs });
}
