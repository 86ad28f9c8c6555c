import fc from "fast-check";
import { expect, test } from "vitest";
import { fitsOnePicture, partsOf } from "../../src/ui/share/diagram-picture.ts";

test("a long drawing is cut into parts that leave nothing out, and each fits a picture", () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1_000_000, noNaN: true }), (height) => {
      const parts = partsOf(height);
      expect(parts[0]?.top).toBe(0);
      expect(parts.at(-1)?.bottom).toBe(Math.ceil(height));
      for (const [index, { top, bottom }] of parts.entries()) {
        expect(bottom).toBeGreaterThan(top);
        expect(parts[index + 1]?.top ?? bottom).toBe(bottom);
        expect(fitsOnePicture({ width: 1200, height: bottom - top + 150 })).toBe(true);
      }
    }),
  );
  expect(fitsOnePicture({ width: 1200, height: 188_000 })).toBe(false);
});
