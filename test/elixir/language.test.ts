import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elixirCommand } from "../../src/cli/elixir-command.ts";
import { program } from "./generated-program.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures/elixir");
const files = readdirSync(FIXTURES).filter((name) => name.endsWith(".txt") && !name.endsWith(".results.txt"));
const version = spawnSync("elixir", ["--version"], { encoding: "utf8" });
/** The recordings are of 1.14; other versions word some errors differently. */
const hasElixir = version.status === 0 && version.stdout.includes("Elixir 1.14");

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

function evaluated(file: string): string[] {
  const { exitCode, stdout, stderr } = elixirCommand(["--eval-file", file], {
    readFile: (path) => readFileSync(path, "utf8"),
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return linesOf(stdout);
}

function live(file: string): string[] {
  const { stdout } = spawnSync("elixir", [join(FIXTURES, "record.exs"), file], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return linesOf(stdout);
}

/** Each expression beside its result, so that a difference shows what it is of. */
function beside(expressions: readonly string[], results: readonly string[]): string[] {
  return expressions.map((expression, index) => `${expression}\n=> ${results[index]}`);
}

describe.each(files)("%s", (name) => {
  const file = join(FIXTURES, name);
  const expressions = linesOf(readFileSync(file, "utf8"));

  test("gives the results recorded from Elixir 1.14", () => {
    const recorded = linesOf(readFileSync(file.replace(/\.txt$/, ".results.txt"), "utf8"));
    expect(recorded).toHaveLength(expressions.length);
    expect(beside(expressions, evaluated(file))).toEqual(beside(expressions, recorded));
  });
});

// Where there is no Elixir, the recordings above are the proof.
describe.runIf(hasElixir)("beside the Elixir installed here", () => {
  test.each(files)("%s", (name) => {
    const file = join(FIXTURES, name);
    const expressions = linesOf(readFileSync(file, "utf8"));
    expect(beside(expressions, evaluated(file))).toEqual(beside(expressions, live(file)));
  });

  test("new generated programs", () => {
    const directory = mkdtempSync(join(tmpdir(), "rejoin-elixir-"));
    try {
      const file = join(directory, "programs.txt");
      const programs = fc.sample(program, 400);
      writeFileSync(file, `${programs.join("\n")}\n`);
      expect(beside(programs, evaluated(file))).toEqual(beside(programs, live(file)));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
