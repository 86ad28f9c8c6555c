import { describe, expect, test } from "vitest";
import { problems } from "./evaluation.ts";

describe("what does not parse", () => {
  test.each([
    [
      "defmodule A do\n  def f(x) do\n    x\nend\n",
      '5:1: missing terminator: end (for "do" starting at line 1)',
    ],
    ["def f(x", '1:8: missing terminator: ) (for "(" starting at line 1)'],
    ["[1, 2", '1:6: missing terminator: ] (for "[" starting at line 1)'],
    ['x = "abc', '1:9: missing terminator: " (for string starting at line 1)'],
    ["x = )", "1:5: unexpected token: )"],
    ["push(x, {body: 1})", "1:10: syntax error before: body"],
    ["push(x, %{a: 1)", '1:15: unexpected token: ). The "{" at line 1 is missing terminator "}"'],
    ["x = “a”", '1:5: unexpected token: "“" (column 5, code point U+201C)'],
    ["1 2", '1:3: syntax error before: "2"'],
    ["1 +", "1:3: syntax error: expression is incomplete"],
    ["end", "1:1: unexpected reserved word: end"],
    ["x = 1\ny = = 2", '2:7: syntax error before: "2"'],
  ])("%j", (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });
});

/** A function's body inside a module, its first line being the third of the file. */
function body(text: string): string {
  return `defmodule A do\n  def f(x) do\n    ${text}\n    x\n  end\nend\n`;
}

describe("what does not compile", () => {
  test.each([
    ["y + 1", '3:5: undefined variable "y"'],
    [
      "foo(x)",
      "3:5: undefined function foo/1 (expected A to define such a function or for it to be imported, but none are available)",
    ],
    ["_ + 1", "3:5: invalid use of _."],
    ["^x", "3:5: cannot use ^x outside of match clauses"],
    [
      "{^y, 1} = x",
      '3:6: undefined variable ^y. No variable "y" has been defined before the current pattern',
    ],
    ["&1 + 1", "3:5: capture argument &1 must be used within the capture operator &"],
    ["%Nope{a: 1}", "3:5: Nope.__struct__/1 is undefined, cannot expand struct Nope."],
    ["%Range{start: 1}", "3:12: unknown key :start for struct Range"],
    ["case x do\n      1 -> y\n    end", '4:12: undefined variable "y"'],
    ["case x do\n      y when f(y) -> y\n    end", "4:14: cannot find or invoke local f/1 inside guards."],
    [
      "case x do\n      y when y = 1 -> y\n    end",
      "4:16: invalid expression in guards, = is not allowed in guards.",
    ],
    [
      "case x do\n      y when y && x -> y\n    end",
      "4:16: invalid expression in guard, && is not allowed in guards.",
    ],
    [
      "case x do\n      y when y[:a] -> y\n    end",
      "4:14: cannot invoke remote function Access.get/2 inside guards",
    ],
    ["x.a = 1", "3:7: cannot invoke remote function x.a/0 inside a match"],
    ["case x do end", '3:12: expected -> clauses for :do in "case"'],
    ["fn 1 -> 1; 1, 2 -> 2 end", "3:16: cannot mix clauses with different arities in anonymous functions"],
    ["x = %{y | a: 1}", '3:11: undefined variable "y"'],
    ["import Nope", "3:5: module Nope is not loaded and could not be found"],
    ["if x do y end", '3:13: undefined variable "y"'],
    ["x |> 5", "3:10: cannot pipe into this"],
  ])("%s", (text, problem) => {
    const [first = "", ...others] = problems(body(text));
    expect(others).toEqual([]);
    expect(first).toContain(problem);
  });

  test("names that were nearly right are suggested", () => {
    const text = "defmodule A do\n  def handle_it(x), do: x\n  def f(x), do: handel_it(x)\nend";
    expect(problems(text)[0]).toContain("Did you mean: handle_it/1?");
  });

  test("a call of an unknown function in another module is a warning, as in Elixir", () => {
    expect(problems(body("String.shout(x)"))).toEqual([
      "warning: 3:12: String.shout/1 is undefined or private",
    ]);
    expect(problems(body("String.uppercase(x)"))[0]).toContain("Did you mean: upcase/");
    expect(problems(body("Nope.f(x)"))).toEqual([
      "warning: 3:10: Nope.f/1 is undefined (module Nope is not available or is yet to be defined)",
    ]);
  });

  test("every function is looked at, not only up to the first error", () => {
    const text = "defmodule A do\n  def f, do: a\n  def g, do: b\nend";
    expect(problems(text)).toEqual(['2:14: undefined variable "a"', '3:14: undefined variable "b"']);
  });
});

describe("what this evaluator does not have says so, and what to write", () => {
  test.each([
    ["quote do: 1", "3:5: quote is not supported here: there are no macros; write a function"],
    ["~D[2020-01-01]", "3:5: the sigil ~D is not supported here: there are ~s, ~S, ~c, ~C, ~w, ~W and ~r"],
    ["__ENV__.line", "3:5: __ENV__ is not supported here: use __MODULE__"],
  ])("%s", (text, problem) => {
    expect(problems(body(text))[0]).toContain(problem);
  });

  test("macros", () => {
    expect(problems("defmodule A do\n  defmacro m(x), do: x\nend")[0]).toContain("2:3: defmacro");
  });

  test("use of a module whose macros would have to run", () => {
    const text = "defmodule B do\n  def f, do: 1\nend\ndefmodule A do\n  use B\nend";
    expect(problems(text)[0]).toContain("5:3: use B is not supported here");
  });
});
