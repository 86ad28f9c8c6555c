import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runScenario } from "../../src/simulation/run.ts";
import { isStep } from "../../src/trace/step.ts";
import { castOf } from "../../src/ui/cast.ts";
import { Drawing } from "../../src/ui/diagram/drawing.ts";
import { optics } from "../../src/ui/diagram/optics.ts";
import { PLAIN } from "../../src/ui/diagram/view.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";

const RUNS = ["cable-pulled-while-ada-writes", "silent-link", "server-restarts", "channel-crashes"].map(
  (id) => {
    const scenario = lessonScenario(id);
    const { events } = runScenario(scenario);
    const steps = events.filter((event) => isStep(event, events)).map(({ seq }) => seq);
    return { cast: castOf(scenario.clients, []), events, steps };
  },
);

const anyView = fc.record({
  zoom: fc.constantFrom(0.05, 0.5, 1, 3),
  split: fc.boolean(),
  optics: fc.constant(optics),
});

/** What of a drawing can be compared: its lanes have functions for finding them. */
function drawn(drawing: Drawing | null) {
  if (drawing === null) throw new Error("nothing was drawn");
  const { lanes, ...sequence } = drawing.sequence;
  return { ...sequence, lanes: lanes.all };
}

describe("a run that goes on", () => {
  test("is drawn as if it had been there all along, wherever it stopped on the way", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RUNS),
        fc.array(fc.nat(), { maxLength: 6 }),
        anyView,
        (run, cuts, view) => {
          const { events, steps } = run;
          const stops = cuts.map((cut) => cut % events.length).sort((a, b) => a - b);
          let drawing: Drawing | null = null;
          for (const stop of [...stops, events.length]) {
            const known = steps.filter((seq) => seq < stop);
            drawing = Drawing.of({ ...run, events: events.slice(0, stop), steps: known, view }, drawing);
          }
          expect(drawn(drawing)).toEqual(drawn(Drawing.of({ ...run, view })));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("goes on in the same drawing once everybody is there", () => {
    for (const run of RUNS) {
      const before = Drawing.of({ ...run, events: run.events.slice(0, -5), view: PLAIN });
      expect(Drawing.of({ ...run, view: PLAIN }, before)).toBe(before);
    }
  });

  test("is drawn anew when it is another run", () => {
    const [one, other] = RUNS;
    if (one === undefined || other === undefined) throw new Error("two runs");
    const before = Drawing.of({ ...one, view: PLAIN });
    const drawing = Drawing.of({ ...other, view: PLAIN }, before);
    expect(drawn(drawing)).toEqual(drawn(Drawing.of({ ...other, view: PLAIN })));
  });

  test("leaves what was taken from it before as it was", () => {
    const [run] = RUNS;
    if (run === undefined) throw new Error("a run");
    const drawing = Drawing.of({ ...run, events: run.events.slice(0, 80), view: PLAIN });
    const before = drawing.sequence;
    const copy = structuredClone({ y: before.y, items: before.items, gaps: before.gaps });
    Drawing.of({ ...run, view: PLAIN }, drawing);
    expect({ y: before.y, items: before.items, gaps: before.gaps }).toEqual(copy);
  });
});

test("a run that is drawn beside another has its lifelines too", () => {
  const [run] = RUNS;
  if (run === undefined) throw new Error("there are runs");
  const { cast, events, steps } = run;
  const calm = events.slice(0, 2);
  const lanesOf = (drawing: Drawing) => drawing.sequence.lanes.all;
  const alone = Drawing.of({ events: calm, steps, cast, view: PLAIN });
  const beside = Drawing.of({ events: calm, steps, cast, view: PLAIN, beside: events });
  expect(lanesOf(alone)).not.toEqual(lanesOf(Drawing.of({ events, steps, cast, view: PLAIN })));
  expect(lanesOf(beside)).toEqual(lanesOf(Drawing.of({ events, steps, cast, view: PLAIN })));
});
