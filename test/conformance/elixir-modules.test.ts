import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSources } from "../../src/cli/elixir-files.ts";
import { load } from "../../src/elixir/compiler/load.ts";
import { ElixirApp } from "../../src/elixir/elixir-app.ts";
import { Program } from "../../src/elixir/program.ts";
import { SYSTEM_LIBRARY } from "../../src/elixir/system-library.ts";
import { judge } from "../../src/simulation/conformance/conformance-report.ts";
import { readRecording } from "../../src/simulation/conformance/recording-reader.ts";
import { startElixir } from "../../src/simulation/conformance/replay.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures");

/** The application in the `.ex` files of these folders, unchanged as a real Phoenix ran them. */
function appIn(...folders: readonly string[]): ElixirApp {
  const program = new Program(SYSTEM_LIBRARY);
  const { problems } = load(
    program,
    folders.flatMap((folder) => [...readSources(join(FIXTURES, folder))]),
  );
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return new ElixirApp(program);
}

const golden = appIn("golden/app");
const lab = appIn("recorded/lab", "recorded/lab-elixir");
const quiz = appIn("elixir-app");

describe.each([
  { what: "the golden application", app: golden, folder: "golden/traces", atLeast: 84 },
  { what: "the golden application, our recordings", app: golden, folder: "recorded/traces", atLeast: 30 },
  { what: "the lab", app: lab, folder: "recorded/lab", atLeast: 25 },
  { what: "the lab, what only Elixir can say", app: lab, folder: "recorded/lab-elixir", atLeast: 39 },
  {
    what: "a quiz: GenServer, guards, intercept, send_after",
    app: quiz,
    folder: "elixir-app/traces",
    atLeast: 12,
  },
  ...["hub", "game", "desk"].map((name) => ({
    what: `an application as somebody else would write it: ${name}`,
    app: appIn(`elixir-apps/${name}`),
    folder: `elixir-apps/${name}/traces`,
    atLeast: 8,
  })),
])("$what, run by its own Elixir, does what it did on a real Phoenix", ({ app, folder, atLeast }) => {
  const files = readdirSync(join(FIXTURES, folder)).filter((file) => file.endsWith(".jsonl"));
  const start = startElixir(app);

  test("the recordings are there", () => {
    expect(files.length).toBeGreaterThanOrEqual(atLeast);
  });

  test.each(files)("%s", (file) => {
    const text = readFileSync(join(FIXTURES, folder, file), "utf8");
    const recording = readRecording(file, text, { ownControls: true });
    expect(judge(recording, start)).toEqual({ is: "passed", name: file });
  });
});
