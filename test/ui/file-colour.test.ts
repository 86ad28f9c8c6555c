import { expect, test } from "vitest";
import { fileColour } from "../../src/ui/share/file-colour.ts";

test.each([
  ["rgb(8, 99, 95)", "#08635f", 1],
  ["rgba(8, 99, 95, 0.5)", "#08635f", 0.5],
  ["rgb(8 99 95 / 0.25)", "#08635f", 0.25],
  ["color(srgb 1 0.5 0)", "#ff8000", 1],
  ["color(srgb 0.639216 0.129412 1.2e-5 / 0.55)", "#a32100", 0.55],
  ["none", "none", 1],
  ['url("#hatch-cut")', 'url("#hatch-cut")', 1],
])("%s", (computed, colour, opacity) => {
  expect(fileColour(computed)).toEqual({ colour, opacity });
});
