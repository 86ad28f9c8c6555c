import { describe, expect, test } from "vitest";
import { runScenario } from "../../src/simulation/run.ts";
import { Session } from "../../src/simulation/session.ts";
import { changesOf } from "../../src/simulation/state-changes.ts";
import type { PushState } from "../../src/trace/client-state.ts";
import { allScenarios, lessonScenario } from "./scenario-files.ts";

describe("the record of a run", () => {
  test.each(allScenarios().map((scenario) => [scenario.id, scenario] as const))(
    "%s: its pushes, taken in one change after the other, are those that the client has",
    (_, scenario) => {
      const { truths } = runScenario(scenario);
      const known = new Map<string, PushState>();
      const changes = changesOf(truths);
      let next = 0;
      for (const truth of truths) {
        const change = changes[next];
        if (change?.from === truth.from && change.client === truth.client) {
          for (const push of change.state.pushes) known.set(`${change.client} ${push.push}`, push);
          next += 1;
        }
        for (const push of truth.state.pushes)
          expect(known.get(`${truth.client} ${push.push}`)).toEqual(push);
      }
      expect(next).toBe(changes.length);
      expect(changesOf(changes)).toEqual(changes);
    },
  );

  test("a push that stays as it is is told once, and no moment holds any", () => {
    const scenario = lessonScenario("cable-pulled-while-ada-writes");
    const session = new Session();
    const run = session.load({ scenario, variant: scenario.variants[0]?.id ?? "", seed: 1 });
    const { truths } = session.recordOf(run.run);
    const told = new Map<string, string>();
    for (const { client, state } of truths) {
      for (const push of state.pushes) {
        const key = `${client} ${push.push}`;
        expect(JSON.stringify(push)).not.toBe(told.get(key));
        told.set(key, JSON.stringify(push));
      }
    }
    expect(told.size).toBeGreaterThan(2);
    const last = session.seek(run.run, run.steps.at(-1) ?? run.at.seq);
    expect(last.clients.map(({ state }) => Object.keys(state))).toEqual(
      last.clients.map(() => ["socket", "channels"]),
    );
  });
});
