import { expect, test } from "vitest";
import { inspect } from "../../src/elixir/inspect.ts";
import { run } from "./evaluation.ts";

/** Each executed line as `line:column function {bindings}`. */
function steps(text: string): string[] {
  const seen: string[] = [];
  run(text, {
    listener({ line, column, function: name }, bindings) {
      const shown = bindings().map(([variable, value]) => `${variable}: ${inspect(value)}`);
      seen.push(`${line}:${column} ${name ?? "-"} {${shown.join(", ")}}`);
    },
  });
  return seen;
}

test("every line of a function is told with what is bound by then", () => {
  const text = `defmodule Counter do
  def count("videos:" <> id, times) do
    n = String.to_integer(id)
    total = n * times

    if total > 10 do
      big = total - 10
      {:big, big}
    else
      :small
    end
  end
end

Counter.count("videos:7", 2)`;
  expect(steps(text)).toEqual([
    "15:1 - {}",
    '3:5 Counter.count/2 {id: "7", times: 2}',
    '4:5 Counter.count/2 {id: "7", times: 2, n: 7}',
    '6:5 Counter.count/2 {id: "7", times: 2, n: 7, total: 14}',
    '7:7 Counter.count/2 {id: "7", times: 2, n: 7, total: 14}',
    '8:7 Counter.count/2 {big: 4, id: "7", times: 2, n: 7, total: 14}',
  ]);
});

test("clauses, anonymous functions and comprehensions are stepped through too", () => {
  const text = `defmodule Walk do
  def walk(list, factor) do
    Enum.map(list, fn item ->
      scaled = item * factor
      scaled + 1
    end)

    for x <- list, do: x + factor

    case list do
      [head | _] -> head
      [] -> nil
    end
  end
end

Walk.walk([5], 3)`;
  expect(steps(text).slice(1)).toEqual([
    "3:5 Walk.walk/2 {list: [5], factor: 3}",
    "4:7 Walk.walk/2 {item: 5, list: [5], factor: 3}",
    "5:7 Walk.walk/2 {item: 5, scaled: 15, list: [5], factor: 3}",
    "8:5 Walk.walk/2 {list: [5], factor: 3}",
    "8:14 Walk.walk/2 {list: [5], factor: 3}",
    "8:24 Walk.walk/2 {x: 5, list: [5], factor: 3}",
    "10:5 Walk.walk/2 {list: [5], factor: 3}",
    "11:21 Walk.walk/2 {head: 5, list: [5], factor: 3}",
  ]);
});

test("an error knows the line that raised it", () => {
  const text = `defmodule Broken do
  def run(map) do
    x = 1
    x + map.missing
  end
end

Broken.run(%{})`;
  const outcome = run(text);
  expect(outcome.is === "thrown" ? outcome.thrown.place : null).toEqual({
    file: "test.ex",
    line: 4,
    column: 13,
    function: "Broken.run/1",
  });
});

test("the body of a function with a rescue is stepped through as any other", () => {
  const text = `defmodule Careful do
  def run(x) do
    10 / x
  rescue
    error -> error.message
  end
end

Careful.run(0)`;
  expect(steps(text).slice(1)).toEqual([
    "3:5 Careful.run/1 {x: 0}",
    expect.stringMatching(/^5:14 Careful.run\/1 \{error: .*ArithmeticError.*, x: 0\}$/),
  ]);
});

test("where no clause fits, the place is that of the first clause", () => {
  const text = `defmodule Narrow do
  def run(:a) do
    :b
  end

  def run(:b), do: :c
end

Narrow.run(Narrow.run(Narrow.run(:a)))`;
  const outcome = run(text);
  expect(outcome.is === "thrown" ? outcome.thrown.place : null).toMatchObject({
    line: 2,
    function: "Narrow.run/1",
  });
});
