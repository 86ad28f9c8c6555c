import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bounded, farther, heightOf, nearer, placeAt } from "../../src/ui/diagram/zooming.ts";

/** Heights as a drawing has them: they never fall. */
const heights = fc
  .array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 40 })
  .map((steps) => {
    let at = 26;
    return steps.map((step) => (at += step));
  });

describe("a place in the drawing", () => {
  test("is found again at its height", () => {
    fc.assert(
      fc.property(heights, fc.double({ min: 0, max: 2500, noNaN: true }), (y, py) => {
        expect(heightOf(y, placeAt(y, py))).toBeCloseTo(py, 6);
      }),
    );
  });

  test("stays between the same two events however the run is drawn", () => {
    fc.assert(
      fc.property(heights, fc.double({ min: 0.1, max: 10, noNaN: true }), fc.nat(), (y, times, pick) => {
        const index = pick % y.length;
        const other = y.map((at) => at * times);
        const from = y[index] ?? 0;
        const to = y[index + 1] ?? from;
        const height = heightOf(other, placeAt(y, (from + to) / 2));
        expect(height).toBeGreaterThanOrEqual(from * times - 1e-6);
        expect(height).toBeLessThanOrEqual(to * times + 1e-6);
      }),
    );
  });
});

describe("zooming", () => {
  test("in and out again passes 1, and never leaves its bounds", () => {
    const zooms = fc.double({ min: 0.001, max: 12, noNaN: true });
    fc.assert(
      fc.property(zooms, fc.double({ min: 0.001, max: 1, noNaN: true }), (zoom, least) => {
        expect(nearer(zoom)).toBeGreaterThanOrEqual(zoom);
        expect(nearer(zoom)).toBeLessThanOrEqual(12);
        expect(farther(zoom, least)).toBeLessThanOrEqual(zoom);
        if (zoom >= least) expect(farther(zoom, least)).toBeGreaterThanOrEqual(least);
        if (zoom < 1) expect(nearer(zoom)).toBeLessThanOrEqual(1);
        if (zoom > 1) expect(farther(zoom, least)).toBeGreaterThanOrEqual(1);
        expect(bounded(zoom, least)).toBeLessThanOrEqual(12);
        expect(bounded(zoom, least)).toBeGreaterThanOrEqual(least);
      }),
    );
  });

  test("ends at the whole run", () => {
    let zoom = 12;
    for (let step = 0; step < 40; step += 1) zoom = farther(zoom, 0.01);
    expect(zoom).toBe(0.01);
  });
});
