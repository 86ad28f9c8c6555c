import { describe, expect, test } from "vitest";
import { Session } from "../../src/simulation/session.ts";
import type { Spot } from "../../src/ui/compare/difference.ts";
import { acrossFrom, differencesOf, heightOfSpot, tiesOf } from "../../src/ui/compare/difference.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";

const scenario = lessonScenario("ada-tells-everyone");

async function compared() {
  const session = new Session();
  const left = session.load({ scenario, variant: "to-all", seed: 1 });
  const right = session.load({ scenario, variant: "to-others", seed: 1 });
  return { left, right, comparison: await session.compare(left.run, right.run) };
}

/** The script's run, and one in which something that it does comes earlier and the rest never. */
async function takenOver() {
  const session = new Session();
  const script = lessonScenario("cable-pulled-while-ada-writes");
  const left = session.load({ scenario: script, variant: "none", seed: 1 });
  const ben = script.clients[1]?.id;
  if (ben === undefined) throw new Error("Ben is there");
  const right = session.apply(left.run, left.steps[12] ?? left.at.seq, { kind: "pull_cable", client: ben });
  return { left, right, comparison: await session.compare(left.run, right.run) };
}

const spot = (stop: number | null, before: number | null, after: number | null): Spot => {
  const told = (seq: number | null) => (seq === null ? null : { seq, timeMs: seq, sentence: `${seq}` });
  return { stop: told(stop), before: told(before), after: told(after) } as Spot; // plain numbers for seqs
};

describe("where two runs differ", () => {
  test("the first difference is that of the comparison, and what both have stands around it", async () => {
    const { comparison } = await compared();
    const differences = differencesOf(comparison);
    const { rows, first } = comparison;
    if (first === null) throw new Error("they differ");
    expect(differences[0]?.left.before).toBe(rows[first - 1]?.left);
    expect([differences[0]?.left.stop, differences[0]?.right.stop]).toContain(
      rows[first]?.left ?? rows[first]?.right,
    );
  });

  test("a run that differs in nothing has none", async () => {
    const session = new Session();
    const { run } = session.load({ scenario, variant: "to-all", seed: 1 });
    expect(differencesOf(await session.compare(run, run))).toEqual([]);
  });

  test("what one run alone has is, in the other, between the stops around it", () => {
    const y = [0, 100, 200, 300];
    expect(heightOfSpot(y, spot(2, 1, 3))).toBe(200);
    expect(heightOfSpot(y, spot(null, 1, 2))).toBe(150);
    expect(heightOfSpot(y, spot(null, null, 1))).toBe(50);
    expect(heightOfSpot(y, spot(null, 3, null))).toBe(300);
  });
});

describe("two drawings go together", () => {
  const ties = [
    { left: 100, right: 100 },
    { left: 200, right: 500 },
    { left: 300, right: 600 },
  ];

  test.each([
    [0, 0],
    [100, 100],
    [150, 300],
    [200, 500],
    [250, 550],
    [900, 1200],
  ])("what is at %d on the left is at %d on the right, and back", (left, right) => {
    expect(acrossFrom(ties, "left", left)).toBe(right);
    expect(acrossFrom(ties, "right", right)).toBe(left);
  });

  test("without anything in common both go along", () => {
    expect(acrossFrom([], "left", 70)).toBe(70);
  });

  test.each([
    ["other code", compared],
    ["somebody who took over", takenOver],
  ])("with %s each difference is at one height in both, and no tie crosses another", async (_, made) => {
    const { left, right, comparison } = await made();
    const differences = differencesOf(comparison);
    // A height for every event that grows with it, in each drawing another.
    const [y, otherY] = [left.events.map(({ seq }) => seq * 10), right.events.map(({ seq }) => seq * 7)];
    const tied = tiesOf(comparison.rows, differences, y, otherY);
    expect(differences.length).toBeGreaterThan(0);
    for (const one of differences) {
      expect(acrossFrom(tied, "left", heightOfSpot(y, one.left))).toBeCloseTo(
        heightOfSpot(otherY, one.right),
      );
      expect(acrossFrom(tied, "right", heightOfSpot(otherY, one.right))).toBeCloseTo(
        heightOfSpot(y, one.left),
      );
    }
    expect(tied.map((tie) => tie.right)).toEqual(tied.map((tie) => tie.right).sort((a, b) => a - b));
  });
});
