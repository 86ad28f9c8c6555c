import { afterAll, beforeAll, expect, test } from "vitest";
import { axeViolations } from "../../src/cli/axe-violations.ts";
import { LESSON, Library } from "./reader.ts";

let library: Library;

beforeAll(async () => {
  library = await Library.open();
});

afterAll(async () => {
  await library?.close();
});

// Where these two open, a simulator begins at a phone's lower edge: its bar must not lie on the buttons of its head.
const AT_THE_EDGE = ["/gallery/i-leave-and-come-back/", "/lessons/in-the-wild/several-nodes/"];

test.each(["/", LESSON, ...AT_THE_EDGE])("axe finds nothing on %s as it opens", async (path) => {
  expect(await axeViolations(library.browser, library.site.origin + path)).toEqual([]);
});
