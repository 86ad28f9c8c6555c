import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newLesson } from "../../src/cli/new-lesson-command.ts";
import { parseExercise, untouchedAnswer } from "../../src/schemas/exercise-parser.ts";
import { parseScenario } from "../../src/schemas/scenario-parser.ts";
import { formatProblem } from "../../src/schemas/scenario-problem.ts";
import { checkAnswer } from "../../src/simulation/exercise/check.ts";
import { checkExpectations } from "../../src/simulation/expectation.ts";
import { runScenario } from "../../src/simulation/run.ts";
import { compileServer, withServerCode } from "../../src/simulation/server-code.ts";
import { narrate } from "../../src/trace/narration.ts";
import { isStep } from "../../src/trace/step.ts";
import "../../src/simulation/whole.ts";

const COURSE = {
  lessons: ["01-why/01-talk", "01-why/02-state", "02-client/01-joining"],
  ids: ["a-quiet-evening", "topics-in-action"],
};

describe("a place for a lesson", () => {
  test("the next lesson of a part", () => {
    const made = newLesson(["01-why/03-topics-and-more", "Topics"], COURSE);
    expect(made.ok && made.files.map(({ path }) => path)).toEqual([
      "content/lessons/01-why/03-topics-and-more/index.mdx",
      "content/lessons/01-why/03-topics-and-more/topics-and-more-in-action.scenario.yaml",
      "content/lessons/01-why/03-topics-and-more/topics-and-more-first-frame.exercise.yaml",
    ]);
    expect(made.said).toContain("http://localhost:4321/lessons/why/topics-and-more/");
    expect(made.said).not.toContain("parts.yaml");
  });

  test("the first lesson of the next part, which wants a title", () => {
    const made = newLesson(["03-user-socket/01-routing", "Routing"], COURSE);
    expect(made.said).toContain("03-user-socket is a new part: give it a title in content/parts.yaml");
  });

  test("ids that are taken are told apart by the part", () => {
    const made = newLesson(["01-why/03-topics", "Topics"], COURSE);
    expect(made.ok && made.files[1]?.path).toMatch(/\/why-topics-in-action\.scenario\.yaml$/);
  });

  test.each<[readonly string[], RegExp]>([
    [[], /say where and what/],
    [["01-why/03-topics"], /say where and what/],
    [["01-why/03-topics", "Topics", "again"], /put the title in quotes/],
    [["03-topics", "Topics"], /a lesson lies in a part, PART\/LESSON/],
    [["01-why/03-a/b", "Topics"], /"b" is no name for a folder/],
    [["01-why/03-Topics", "Topics"], /"03-Topics" is no name for a folder: two digits/],
    [["01-why/topics", "Topics"], /"topics" is no name for a folder/],
    [["01-why/00-topics", "Topics"], /two digits from 01/],
    [["../01-why/03-topics", "Topics"], /"\.\." is no name for a folder/],
    [["01-why/02-state", "State"], /there is a lesson 02-state already, and it stays as it is/],
    [["01-why/02-topics", "Topics"], /the number of 02-topics is taken by 02-state; the next one is 03/],
    [["01-why/05-topics", "Topics"], /05-topics would leave a gap: the next number here is 03/],
    [["01-why/03-talk", "Talk"], /03-talk would have the same address as 01-talk/],
    [["02-server/01-a", "A"], /the number of 02-server is taken by 02-client; the next one is 03/],
    [["04-server/01-a", "A"], /04-server would leave a gap: the next number here is 03/],
    [["03-server/02-a", "A"], /02-a would leave a gap: the next number here is 01/],
    [["01-why/03-topics", " "], /the title is empty/],
    [["01-why/03-topics", "x".repeat(121)], /at most 120 characters/],
  ])("%j is refused", (args, expected) => {
    const made = newLesson(args, COURSE);
    expect(made).toMatchObject({ ok: false });
    expect(made.said).toMatch(expected);
  });
});

describe("the lesson that is made", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "rejoin-lesson-"));
    cpSync("content/lessons", join(root, "content/lessons"), { recursive: true });
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const command = (...args: readonly string[]) =>
    spawnSync(process.execPath, ["src/cli/new-lesson.ts", "--root", root, ...args], { encoding: "utf8" });

  /** The next free place of the course as it is. */
  function place(): string {
    const part = readdirSync(join(root, "content/lessons")).sort().at(-1) ?? "";
    const last =
      readdirSync(join(root, "content/lessons", part))
        .sort()
        .at(-1) ?? "";
    return `${part}/${String(Number.parseInt(last, 10) + 1).padStart(2, "0")}-made-by-a-test`;
  }

  test("works: its scenario holds, its exercise can be solved, its phrase has a step", () => {
    const where = place();
    const { status, stdout, stderr } = command(where, 'A lesson: "made" by a test');
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain(`made content/lessons/${where}/index.mdx`);
    const folder = join(root, "content/lessons", where);
    const read = (ending: string): string => {
      const name = readdirSync(folder).find((file) => file.endsWith(ending)) ?? "";
      return readFileSync(join(folder, name), "utf8");
    };

    const parsed = parseScenario(read(".scenario.yaml"), "made.scenario.yaml");
    if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join("\n"));
    const scenario = withServerCode(parsed.scenario, (file) => readFileSync(file, "utf8"));
    const run = runScenario(scenario);
    const variant = scenario.variants[0]?.id ?? "";
    const results = checkExpectations(scenario, variant, run.events, (client, atMs) =>
      run.stateAt(client, atMs),
    );
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(({ held }) => !held)).toEqual([]);

    const exercise = parseExercise(read(".exercise.yaml"), "made.exercise.yaml", {
      scenario: () => scenario,
      source: () => "",
    });
    if (!exercise.ok) throw new Error(exercise.problems.map(formatProblem).join("\n"));
    const { solution, wrong, exercise: asked } = exercise.data;
    const passes = (answer: typeof solution) => checkAnswer(scenario, asked, answer, compileServer);
    expect(passes(untouchedAnswer(asked.task, scenario.inputs)).passed).toBe(false);
    expect(passes(solution).passed).toBe(true);
    for (const { answer, says } of wrong) {
      expect(passes(answer)).toMatchObject({ passed: false });
      expect(passes(answer).said.join(" ")).toMatch(new RegExp(says));
    }

    const text = read("index.mdx");
    expect(text).toContain('title: "A lesson: \\"made\\" by a test"');
    expect(text).toContain(`<Simulator scenario="${scenario.id}"`);
    expect(text).toContain(`<Exercise id="${asked.id}" />`);
    const match = /match="([^"]*)"/.exec(text)?.[1] ?? "nothing";
    const names = new Map(scenario.clients.map(({ id, name }) => [id, name]));
    const sentences = run.events
      .filter((event) => isStep(event, run.events))
      .map(({ seq }) => narrate(run.events, seq, names));
    expect(sentences.some((sentence) => new RegExp(match).test(sentence))).toBe(true);
    const code = /<Code file="([^"]*)"/.exec(text)?.[1] ?? "";
    expect(existsSync(code)).toBe(true);
  });

  test("is never written over", () => {
    const where = place();
    expect(command(where, "Once").status).toBe(0);
    const again = command(where, "Twice");
    expect(again.status).toBe(2);
    expect(again.stderr).toContain("and it stays as it is");
    expect(readFileSync(join(root, "content/lessons", where, "index.mdx"), "utf8")).toContain(
      'title: "Once"',
    );
  });
});
