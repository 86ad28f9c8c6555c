import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { castOf } from "../../src/ui/cast.ts";
import type { Item, TextPart } from "../../src/ui/diagram/item.ts";
import { optics } from "../../src/ui/diagram/optics.ts";
import type { Sequence } from "../../src/ui/diagram/sequence.ts";
import { sequenceOf } from "../../src/ui/diagram/sequence.ts";
import { zoomToFit } from "../../src/ui/diagram/time-scale.ts";
import { sampleRun, sampleScenario } from "./sample-run.ts";

const { events, steps } = sampleRun();

function at(zoom: number): Sequence {
  return sequenceOf(events, steps, castOf(sampleScenario.clients, events), { zoom, split: false, optics });
}

function labels(items: readonly Item[]): readonly TextPart[] {
  return items.flatMap(({ parts }) =>
    parts.filter((part): part is TextPart => part.is === "text" && part.tone !== "if-picked"),
  );
}

describe("a drawing in which time takes little room", () => {
  test("has no two labels of one lifeline in one place, whatever the zoom", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), (zoom) => {
        const placed = new Map<number, number[]>();
        for (const { x, y } of labels(at(zoom).items)) placed.set(x, [...(placed.get(x) ?? []), y]);
        for (const list of placed.values()) {
          list.sort((a, b) => a - b);
          list.forEach((y, index) => {
            const before = list[index - 1];
            if (before !== undefined) expect(y - before).toBeGreaterThanOrEqual(11);
          });
        }
      }),
      { numRuns: 30 },
    );
  });

  test("keeps the words of what went wrong before those of frames", () => {
    const tones = labels(at(0.2).items).map(({ tone }) => tone);
    expect(tones.length).toBeGreaterThan(2);
    expect(tones.every((tone) => tone === "strong" || tone === "bad")).toBe(true);
  });

  test("still knows everything, for what is picked or shown now", () => {
    expect(at(0.05).all).toHaveLength(at(1).all.length);
    expect(at(0.05).items.length).toBeLessThan(at(1).items.length);
  });

  test("at zoom 1 and above leaves nothing out", () => {
    for (const zoom of [1, 2, 8]) expect(at(zoom).items).toHaveLength(at(1).all.length);
  });
});

test("the whole run fits where it is made to fit", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 120, max: 900 }),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      (room, from) => {
        const zoom = Math.min(1, zoomToFit(at(from).height, room, from));
        const { height } = at(zoom);
        expect(height).toBeLessThanOrEqual(room + 1e-6);
        if (zoom < 1) expect(height).toBeGreaterThan(room - 1);
      },
    ),
    { numRuns: 30 },
  );
});
