import { globSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { PAGE_PROGRAMS, SERVER_FILES } from "../../src/schemas/scenario-cast.ts";

test("every file that a scenario may name is there, and every file that is there may be named", () => {
  const names = (pattern: string, ending: string) =>
    globSync(pattern)
      .map((file) => basename(file, ending))
      .sort();
  expect([...PAGE_PROGRAMS].sort()).toEqual(names("content/pages/*.js", ".js"));
  expect([...SERVER_FILES].sort()).toEqual(names("content/channels/*.ex", ".ex"));
});
