import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { parseGlossaryEntry } from "../../src/schemas/glossary-entry.ts";
import { formatProblem } from "../../src/schemas/scenario-problem.ts";

const entries = globSync("content/glossary/*.mdx")
  .sort()
  .map((file) => {
    const text = readFileSync(file, "utf8");
    const parsed = parseGlossaryEntry(text, file);
    if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join("\n"));
    const body = text.replace(/^---\n[\s\S]*?\n---\n/, "").trim();
    return { id: basename(file, ".mdx"), paragraphs: body.split(/\n{2,}/), ...parsed.data };
  });

const WANTED = [
  ..."socket transport channel topic event payload ref join-ref push reply broadcast intercept assigns".split(
    " ",
  ),
  ..."presence endpoint process mailbox callback crash supervisor otp pubsub heartbeat token".split(" "),
  ..."last-seen-id statechart struct pattern-matching atom tuple".split(" "),
];

test("the words of the course are there", () => {
  expect(WANTED.filter((id) => !entries.some((entry) => entry.id === id))).toEqual([]);
});

test("no word means two terms", () => {
  const forms = entries.flatMap(({ term, forms: others }) =>
    [term, ...others].map((form) => form.toLowerCase()),
  );
  expect(forms.filter((form, index) => forms.indexOf(form) !== index)).toEqual([]);
});

describe.each(entries.map((entry) => [entry.id, entry] as const))(
  "%s",
  (id, { term, see, paragraphs, short }) => {
    test("is named like its file", () => {
      expect(term.toLowerCase().replace(/[ _]/g, "-")).toBe(id);
    });

    test("is one sentence or two, and then one to three paragraphs", () => {
      expect(short).toMatch(/\.$/);
      expect(paragraphs.length).toBeGreaterThanOrEqual(1);
      expect(paragraphs.length).toBeLessThanOrEqual(3);
    });

    test("points only to entries that exist, and not to itself", () => {
      expect(see.filter((other) => other === id || !entries.some((entry) => entry.id === other))).toEqual([]);
    });
  },
);

test("what is wrong with an entry is told with its line", () => {
  const problem = (text: string): string => {
    const parsed = parseGlossaryEntry(text, "content/glossary/x.mdx");
    return parsed.ok ? "" : parsed.problems.map(formatProblem).join("\n");
  };
  expect(problem("A term.")).toContain("x.mdx:1:1: the file must begin with its front matter");
  expect(problem('---\nterm: x\nshrt: "A."\n---\n\nBody.\n')).toMatch(
    /x\.mdx:3:1: unknown key "shrt"; did you mean "short"\?/,
  );
});
