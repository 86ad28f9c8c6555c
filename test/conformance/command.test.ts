import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { TRACES, traceNames, traceText } from "./golden-traces.ts";

const ROOT = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "rejoin-conformance-"));
afterAll(() => rmSync(folder, { recursive: true }));

function conformance(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["src/cli/conformance.ts", ...args], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { status, lines: stdout.trimEnd().split("\n"), stderr };
}

test("without arguments: all the golden traces", () => {
  const { status, lines } = conformance();
  expect(lines).toEqual([`${traceNames.length} passed, 0 failed, 0 skipped`]);
  expect(status).toBe(0);
});

describe("a folder with traces of other names, one of them wrong", () => {
  cpSync(join(TRACES, "join_ok.jsonl"), join(folder, "some_other_name.jsonl"));
  writeFileSync(
    join(folder, "wrong.jsonl"),
    traceText("leave").replace('"phx_close\\",{}', '"phx_gone\\",{}'),
  );
  writeFileSync(join(folder, "README.md"), "not a trace");

  test("is reported with the line, what was expected and what came", () => {
    const { status, lines } = conformance(folder);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(
      'failed  wrong: line 12, client A: expected text ["1","1","videos:1","phx_gone",{}]',
    );
    expect(lines[0]).toContain('got text ["1","1","videos:1","phx_close",{}]');
    expect(lines[1]).toBe("1 passed, 1 failed, 0 skipped");
    expect(status).toBe(1);
  });

  test("one trace alone, with or without the ending", () => {
    expect(conformance(folder, "--only", "some_other_name")).toMatchObject({
      status: 0,
      lines: ["1 passed, 0 failed, 0 skipped"],
    });
    expect(conformance("--only", "wrong.jsonl", folder).status).toBe(1);
  });
});

describe("exit status 2", () => {
  test.each<[string, string[]]>([
    ["a folder that does not exist", ["/nowhere"]],
    ["a folder without traces", [join(ROOT, "test/conformance")]],
    ["a trace that does not exist", ["--only", "nothing"]],
    ["an unknown option", ["--fast"]],
    ["two folders", [TRACES, TRACES]],
  ])("%s", (_what, args) => {
    const { status, stderr, lines } = conformance(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^conformance: /);
    expect(lines).toEqual([""]);
  });

  test("a bad file, named with its line", () => {
    const bad = mkdtempSync(join(tmpdir(), "rejoin-conformance-bad-"));
    writeFileSync(join(bad, "bad.jsonl"), traceText("join_ok").replace('"t":', '"when":'));
    const { status, stderr } = conformance(bad);
    rmSync(bad, { recursive: true });
    expect(stderr).toContain(`${join(bad, "bad.jsonl")}:2: `);
    expect(status).toBe(2);
  });
});

describe("the modules that the server runs", () => {
  const quiz = join(ROOT, "test/fixtures/elixir-app");

  test("are Elixir unless TypeScript is asked for", () => {
    const one = ["--only", "join_ok"];
    for (const modules of [[], ["--modules", "elixir"], ["--modules", "typescript"]]) {
      expect(conformance(...one, ...modules)).toMatchObject({
        status: 0,
        lines: ["1 passed, 0 failed, 0 skipped"],
      });
    }
  });

  test("may be those of another application", () => {
    const { status, lines } = conformance(join(quiz, "traces"), "--app", quiz);
    expect(lines).toEqual(["12 passed, 0 failed, 0 skipped"]);
    expect(status).toBe(0);
  });

  test("are refused with file, line and column when they are wrong", () => {
    writeFileSync(join(folder, "wrong.ex"), "defmodule A do\n  def f, do: g()\nend\n");
    const { status, stderr } = conformance("--only", "join_ok", "--app", folder);
    expect(stderr).toContain("wrong.ex:2:14: undefined function g/0");
    expect(status).toBe(2);
  });

  test.each<[string[]]>([
    [["--modules", "erlang"]],
    [["--modules", "typescript", "--app", "x"]],
    [["--app", "/nowhere"]],
  ])("%s: exit status 2", (args) => {
    expect(conformance(...args).status).toBe(2);
  });
});
