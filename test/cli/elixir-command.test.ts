import { describe, expect, test } from "vitest";
import { elixirCommand } from "../../src/cli/elixir-command.ts";

const FILES: { readonly [name: string]: string } = {
  "greeter.ex": 'defmodule Greeter do\n  def greet(name), do: "hello #{name}"\nend\n',
  "wrong.ex": "defmodule Wrong do\n  def f(x), do: x + y\nend\n",
  "open.ex": "defmodule Open do\n  def f(x), do: x\n",
  "lines.txt": '1 + 1\nGreeter.greet("you")\nraise "a\\nb"\nthrow :x\n1 +\nnil.foo\n',
};

function command(...args: string[]) {
  return elixirCommand(args, {
    readFile(file) {
      const text = FILES[file];
      if (text === undefined) throw new Error("no such file");
      return text;
    },
  });
}

test("a module without errors says nothing", () => {
  expect(command("greeter.ex")).toEqual({ exitCode: 0, stdout: "", stderr: "" });
});

describe("errors in the file name line and column", () => {
  test("found by the compiler", () => {
    expect(command("wrong.ex")).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: '** (CompileError) wrong.ex:2:21: undefined variable "y"\n',
    });
  });

  test("found by the parser", () => {
    expect(command("open.ex")).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: '** (TokenMissingError) open.ex:3:1: missing terminator: end (for "do" starting at line 1)\n',
    });
  });
});

describe("--eval", () => {
  test("prints what the expression is", () => {
    expect(command("greeter.ex", "--eval", 'Greeter.greet("you")').stdout).toBe('"hello you"\n');
    expect(command("--eval", "%{b: 1, a: [1, 2.0, nil]}").stdout).toBe("%{a: [1, 2.0, nil], b: 1}\n");
  });

  test("prints its output before that", () => {
    expect(command("--eval", 'IO.puts("out")').stdout).toBe("out\n:ok\n");
  });

  test("an error goes to the standard error, with what may have been meant", () => {
    expect(command("greeter.ex", "--eval", "Greeter.great(1)")).toEqual({
      exitCode: 1,
      stdout: "",
      stderr:
        "** (UndefinedFunctionError) function Greeter.great/1 is undefined or private. Did you mean:\n\n      * greet/1\n\n",
    });
  });
});

test("--eval-file gives one line for each", () => {
  expect(command("greeter.ex", "--eval-file", "lines.txt").stdout.split("\n")).toEqual([
    "2",
    '"hello you"',
    "** (RuntimeError) a\\nb",
    "** (throw) :x",
    "** (TokenMissingError) nofile:1:3: syntax error: expression is incomplete\\n    |\\n  1 | 1 +\\n    |   ^",
    "** (KeyError) key :foo not found in: nil. If you are using the dot syntax, such as map.field, make sure the left-hand side of the dot is a map",
    "",
  ]);
});

test("bad arguments", () => {
  expect(command()).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("which file?") });
  expect(command("none.ex")).toMatchObject({
    exitCode: 2,
    stderr: "elixir: cannot read none.ex: no such file\n",
  });
  expect(command("--evil", "1")).toMatchObject({ exitCode: 2 });
  expect(command("--help")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Usage:") });
});
