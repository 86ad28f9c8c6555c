import { join } from "node:path";
import { satteri } from "@astrojs/markdown-satteri";
import { describe, expect, test } from "vitest";
import { AuthorMistake, asWritten, fileMistake } from "../../src/components/author-mistake.ts";
import { withNamedErrors, writtenPlaces } from "../../src/components/lesson-plugin.ts";
import { checkFrontMatter, lessonFrontMatter } from "../../src/schemas/front-matter.ts";
import { formatProblem } from "../../src/schemas/scenario-problem.ts";

const ROOT = join(import.meta.dirname, "../..");
const FILE = "content/lessons/01-a/01-b/index.mdx";

async function compiled(mdx: string): Promise<string> {
  const processor = withNamedErrors(satteri({ hastPlugins: [writtenPlaces(ROOT)] }), ROOT);
  const renderer = await processor.createMdxRenderer?.({ syntaxHighlight: false }, { optimize: false });
  if (renderer === undefined) throw new Error("the processor renders no MDX");
  const { code } = await renderer.process(mdx, join(ROOT, FILE), {});
  return code;
}

describe("a lesson's components", () => {
  test("are told where they are written", async () => {
    const code = await compiled(
      '\n<Scene>\n\nText, <Step of="x" match="y">a phrase</Step>.\n\n<Exercise id="e" />\n\n</Scene>\n',
    );
    expect(code).toContain(`written: "${FILE}:4:7"`);
    expect(code).toContain(`written: "${FILE}:6:1"`);
    expect(code.match(/written:/g)).toHaveLength(2);
  });

  test("that do not exist are found, with what was meant", async () => {
    await expect(compiled("Text\n\n<Exercize />\n")).rejects.toThrow(
      `${FILE}:3:1: unknown component "Exercize"; did you mean "Exercise"?`,
    );
  });

  test("may be brought along", async () => {
    expect(await compiled('import Chart from "./chart.astro";\n\n<Chart />\n')).toContain("Chart");
  });

  test("a slip in the MDX is named with its file", async () => {
    await expect(compiled("Text\n\n<Scene>\n\nMore\n\n</Scne>\n")).rejects.toThrow(
      `${FILE}:7:1: Unexpected closing tag`,
    );
    await expect(compiled("<Simulator at={4 0} />\n")).rejects.toThrow(new RegExp(`^${FILE}:1:\\d+: `));
  });
});

describe("a mistake that a component finds", () => {
  const fail = (error: Error) => () => {
    throw error;
  };

  test("is placed where the component is written", () => {
    const failing = () => asWritten(`${FILE}:11:1`, "Simulator", fail(new Error("no such scenario")));
    expect(failing).toThrow(`${FILE}:11:1: <Simulator>: no such scenario`);
    expect(failing).toThrow(expect.objectContaining({ loc: { file: FILE, line: 11, column: 1 } }));
  });

  test("in another file keeps its own place, and says who came upon it", () => {
    const problem = { file: "a.scenario.yaml", line: 3, column: 5, message: "unknown key" };
    const failing = () => asWritten(`${FILE}:11:1`, "Simulator", fail(fileMistake("Bad.", [problem])));
    expect(failing).toThrow(`Bad.\na.scenario.yaml:3:5: unknown key\n(<Simulator> at ${FILE}:11:1)`);
    expect(failing).toThrow(
      expect.objectContaining({ loc: { file: "a.scenario.yaml", line: 3, column: 5 } }),
    );
  });

  test("outside of a lesson stays as it is", () => {
    expect(() => asWritten(undefined, "Simulator", fail(new Error("no such scenario")))).toThrow(
      /^no such scenario$/,
    );
    expect(asWritten(undefined, "Simulator", () => 7)).toBe(7);
    expect(fileMistake("Bad.", [])).toBeInstanceOf(AuthorMistake);
  });
});

describe("the front matter", () => {
  const problems = (text: string): string => {
    const checked = checkFrontMatter(text, FILE, lessonFrontMatter);
    return checked.ok ? "" : checked.problems.map(formatProblem).join("\n");
  };

  test.each<[string, RegExp]>([
    ["Text", /index\.mdx:1:1: the file must begin with its front matter/],
    ["---\ntitle: A\ncovers: []\n---\n", /:2:1: "description" is missing/],
    [
      "---\ntitle: A\ndescription: B\ncovers: [D1, d2]\n---\n",
      /:4:14: item 2 must be a row of the curriculum, such as D1/,
    ],
    ["---\ntitle: A\ndescription: B\ncovers: []\ntags: [x]\n---\n", /:5:1: unknown key "tags"/],
    ["---\ntitle: [A\n---\n", /index\.mdx:\d+:\d+: YAML: /],
    ["---\ntitle: A\ndescription: B\ncovers: [D1]\n---\n", /^$/],
  ])("%j", (text, expected) => {
    expect(problems(text)).toMatch(expected);
  });
});
