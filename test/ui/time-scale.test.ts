import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ScaleRow } from "../../src/ui/diagram/time-scale.ts";
import { duration, GAP_MS, LABEL_PX, moment, STEP_PX, TimeScale } from "../../src/ui/diagram/time-scale.ts";

function timeScale(list: readonly ScaleRow[]): TimeScale {
  const scale = new TimeScale();
  for (const row of list) scale.add(row);
  return scale;
}

const rows = fc
  .array(
    fc.record({
      pause: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 90_000 })),
      zones: fc.subarray([0, 1, 2]),
      step: fc.boolean(),
    }),
    { maxLength: 80 },
  )
  .map((list) => {
    let timeMs = 0;
    return list.map(({ pause, zones, step }): ScaleRow => {
      timeMs += pause;
      return { timeMs, zones, step };
    });
  });

describe("the time scale", () => {
  test("never runs backwards", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const { y, height } = timeScale(list);
        expect(y).toHaveLength(list.length);
        y.forEach((at, index) => {
          expect(at).toBeGreaterThanOrEqual(y[index - 1] ?? 0);
          expect(at).toBeLessThan(height);
        });
      }),
    );
  });

  test("keeps labels of one zone and stops apart", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const { y } = timeScale(list);
        const apart = (places: readonly number[], least: number): void => {
          places.forEach((at, index) => {
            const before = places[index - 1];
            if (before !== undefined) expect(at - before).toBeGreaterThan(least - 1e-6);
          });
        };
        const where = (keep: (row: ScaleRow) => boolean): number[] =>
          y.filter((_, index) => {
            const row = list[index];
            return row !== undefined && keep(row);
          });
        for (const zone of [0, 1, 2]) {
          apart(
            where((row) => row.zones.includes(zone)),
            LABEL_PX,
          );
        }
        apart(
          where((row) => row.step),
          STEP_PX,
        );
      }),
    );
  });

  test("breaks long pauses visibly, between the rows on both sides of it", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const { y, gaps } = timeScale(list);
        const long = list.filter(
          (row, index) => row.timeMs - (list[index - 1] ?? list[0] ?? row).timeMs > GAP_MS,
        );
        expect(gaps.map((gap) => gap.untilMs)).toEqual(long.map((row) => row.timeMs));
        for (const gap of gaps) {
          for (const at of y) expect(at > gap.top && at < gap.bottom).toBe(false);
        }
      }),
    );
  });

  test("draws a short time to scale: twice the latency, twice the slope", () => {
    const drop = (ms: number): number => {
      const { y } = timeScale([
        { timeMs: 0, zones: [], step: false },
        { timeMs: ms, zones: [], step: false },
      ]);
      return (y[1] ?? 0) - (y[0] ?? 0);
    };
    expect(drop(80)).toBeCloseTo(2 * drop(40));
    expect(drop(500)).toBeLessThan(2 * drop(250));
  });
});

test("times are written for people", () => {
  expect(duration(150)).toBe("150 ms");
  expect(duration(1920)).toBe("1.92 s");
  expect(duration(29_900)).toBe("29.9 s");
  expect(duration(60_000)).toBe("1 min 0 s");
  expect(duration(61_500)).toBe("1 min 1.5 s");
  expect(moment(4010)).toBe("4.010 s");
});
