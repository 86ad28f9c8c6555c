import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runScenario } from "../../src/simulation/run.ts";
import { isStep } from "../../src/trace/step.ts";
import { castOf } from "../../src/ui/cast.ts";
import { Drawing } from "../../src/ui/diagram/drawing.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";

const RUNS = ["cable-pulled-while-ada-writes", "silent-link", "server-restarts", "channel-crashes"].map(
  (id) => {
    const scenario = lessonScenario(id);
    const { events } = runScenario(scenario);
    const steps = events.filter((event) => isStep(event, events)).map(({ seq }) => seq);
    return { cast: castOf(scenario.clients, []), events, steps };
  },
);

/** What of a drawing can be compared: its lanes have functions for finding them. */
function drawn(drawing: Drawing | null) {
  if (drawing === null) throw new Error("nothing was drawn");
  const { lanes, ...sequence } = drawing.sequence;
  return { ...sequence, lanes: lanes.all };
}

describe("a run that goes on", () => {
  test("is drawn as if it had been there all along, wherever it stopped on the way", () => {
    fc.assert(
      fc.property(fc.constantFrom(...RUNS), fc.array(fc.nat(), { maxLength: 6 }), (run, cuts) => {
        const { events, steps, cast } = run;
        const stops = cuts.map((cut) => cut % events.length).sort((a, b) => a - b);
        let drawing: Drawing | null = null;
        for (const stop of [...stops, events.length]) {
          const known = steps.filter((seq) => seq < stop);
          drawing = Drawing.of(events.slice(0, stop), known, cast, drawing);
        }
        expect(drawn(drawing)).toEqual(drawn(Drawing.of(events, steps, cast)));
      }),
      { numRuns: 40 },
    );
  });

  test("goes on in the same drawing once everybody is there", () => {
    for (const { events, steps, cast } of RUNS) {
      const before = Drawing.of(events.slice(0, -5), steps, cast);
      expect(Drawing.of(events, steps, cast, before)).toBe(before);
    }
  });

  test("is drawn anew when it is another run", () => {
    const [one, other] = RUNS;
    if (one === undefined || other === undefined) throw new Error("two runs");
    const before = Drawing.of(one.events, one.steps, one.cast);
    const drawing = Drawing.of(other.events, other.steps, other.cast, before);
    expect(drawn(drawing)).toEqual(drawn(Drawing.of(other.events, other.steps, other.cast)));
  });

  test("leaves what was taken from it before as it was", () => {
    const [run] = RUNS;
    if (run === undefined) throw new Error("a run");
    const { events, steps, cast } = run;
    const drawing = Drawing.of(events.slice(0, 80), steps, cast);
    const before = drawing.sequence;
    const copy = structuredClone({ y: before.y, items: before.items, gaps: before.gaps });
    Drawing.of(events, steps, cast, drawing);
    expect({ y: before.y, items: before.items, gaps: before.gaps }).toEqual(copy);
  });
});
