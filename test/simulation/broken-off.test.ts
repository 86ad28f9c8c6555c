import { expect, test } from "vitest";
import type { Scenario } from "../../src/schemas/scenario.ts";
import { Run, type RunOptions } from "../../src/simulation/run.ts";
import { Session } from "../../src/simulation/session.ts";
import type { Seq } from "../../src/trace/ids.ts";
import type { Input } from "../../src/trace/input.ts";
import { lessonScenario } from "./scenario-files.ts";

test("a run that broke off in the middle of a step writes down its lines anew when it goes on", async () => {
  let breaks = false;
  class BreakingRun extends Run {
    override *goingUntilEvent(
      ...args: Parameters<Run["goingUntilEvent"]>
    ): ReturnType<Run["goingUntilEvent"]> {
      const found = yield* super.goingUntilEvent(...args);
      if (!breaks) return found;
      breaks = false;
      throw new Error("a part that is not loaded yet");
    }
  }
  const scenario = lessonScenario("cable-pulled-while-ada-writes");
  // Everybody joins again when the run that was made at once is over.
  const restart: Input = { kind: "restart_server", how: "kill", downMs: 5000 };
  const follow = async (makeRun: (scenario: Scenario, options: RunOptions) => Run) => {
    const session = new Session(makeRun);
    const loaded = session.load({ scenario, variant: "right", seed: scenario.seed });
    const run = session.apply(loaded.run, loaded.steps[30] ?? loaded.at.seq, restart);
    const last = run.steps.at(-1) ?? run.at.seq;
    await session.code(run.run, last);
    return { session, run: run.run, last };
  };
  const whole = await follow((...args) => new Run(...args));
  const broken = await follow((...args) => new BreakingRun(...args));
  breaks = true;
  let brokenOff = 0;
  const stepped = (seq: Seq) => {
    try {
      return broken.session.step(broken.run, seq, "forward");
    } catch {
      brokenOff += 1;
      return broken.session.step(broken.run, seq, "forward");
    }
  };
  let seq = whole.last;
  for (let step = 0; step < 60; step += 1) {
    const here = whole.session.step(whole.run, seq, "forward");
    expect(stepped(seq).narration).toEqual(here.narration);
    seq = here.seq;
    expect(await broken.session.code(broken.run, seq)).toEqual(await whole.session.code(whole.run, seq));
  }
  expect(brokenOff).toBe(1);
});
