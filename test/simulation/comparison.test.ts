import { describe, expect, test } from "vitest";
import { Session } from "../../src/simulation/session.ts";
import { lessonScenario } from "./scenario-files.ts";

const scenario = lessonScenario("ada-tells-everyone");

async function compared(left: string, right: string, seeds = [scenario.seed, scenario.seed]) {
  const session = new Session();
  const runs = [left, right].map((variant, index) =>
    session.load({ scenario, variant, seed: seeds[index] ?? 0 }),
  );
  const [one, other] = runs;
  if (one === undefined || other === undefined) throw new Error("two were loaded");
  return session.compare(one.run, other.run);
}

describe("two runs compared", () => {
  test("a run does not differ from itself", async () => {
    const { rows, first } = await compared("to-all", "to-all");
    expect(first).toBeNull();
    expect(rows.every(({ difference }) => difference === "none")).toBe(true);
  });

  test("differ first where the code does something else", async () => {
    const { rows, first } = await compared("to-all", "to-others");
    if (first === null) throw new Error("they differ");
    expect(rows.slice(0, first).every(({ difference }) => difference === "none")).toBe(true);
    expect(rows[first]?.left?.sentence).toMatch(/broadcasts `new_annotation`.* the 3 processes/);
    const arrivals = rows.filter(({ left }) => /new_annotation`.* to Ada arrives/.test(left?.sentence ?? ""));
    expect(arrivals.map(({ difference }) => difference)).toContain("missing");
  });

  test("what only comes at another time is the same all the same", async () => {
    const jittery = lessonScenario("cable-pulled-while-ada-writes");
    const session = new Session();
    const one = session.load({ scenario: jittery, variant: "none", seed: 1 });
    // The pages are opened when they were: a token says when it was signed.
    const inputs = jittery.inputs.map(({ atMs, input }) => ({
      atMs: input.kind === "open_page" ? atMs : atMs + 7,
      input,
    }));
    const later = { ...jittery, inputs };
    const other = session.load({ scenario: later, variant: "none", seed: 1 });
    const { rows, first } = await session.compare(one.run, other.run);
    expect(rows[first ?? 0]?.difference).toBe("time");
    expect(rows.filter(({ difference }) => difference === "content")).toEqual([]);
  });

  test("every stop of both stands in it once, in its order", async () => {
    const session = new Session();
    const one = session.load({ scenario, variant: "to-all", seed: 1 });
    const other = session.load({ scenario, variant: "with-the-reply", seed: 1 });
    const { rows } = await session.compare(one.run, other.run);
    expect(rows.flatMap(({ left }) => left?.seq ?? [])).toEqual(one.steps);
    expect(rows.flatMap(({ right }) => right?.seq ?? [])).toEqual(other.steps);
  });
});
