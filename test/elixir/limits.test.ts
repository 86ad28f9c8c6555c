import { describe, expect, test } from "vitest";
import type { Limits } from "../../src/elixir/limit.ts";
import { result, run } from "./evaluation.ts";

const LIMITS: Limits = { steps: 20_000, words: 100_000, depth: 2_000 };

function stopped(text: string): string {
  return result(text, { limits: LIMITS });
}

describe("what would never end is stopped", () => {
  test.each([
    ["a function that calls itself", "defmodule A do def f, do: f() end; A.f()"],
    ["two that call each other", "defmodule A do def f, do: g(); def g, do: f() end; A.f()"],
    ["an anonymous function", "f = fn f -> f.(f) end; f.(f)"],
    ["a comprehension", "for _ <- 1..1_000_000_000, do: :x"],
    ["a stream", "Stream.iterate(0, &(&1 + 1)) |> Enum.to_list()"],
    ["polling the mailbox", "defmodule A do def f do receive do :x -> 1 after 0 -> f() end end end; A.f()"],
    [
      "messages to oneself",
      "defmodule A do def f do send(self(), 1); receive do 1 -> f() end end end; A.f()",
    ],
  ])("%s", (_what, text) => {
    expect(stopped(text)).toBe(
      "stopped: it made more than 20000 steps without time passing: an endless loop?",
    );
  });

  test("recursion that never returns", () => {
    const text = "defmodule A do def f(n), do: 1 + f(n + 1) end; A.f(0)";
    expect(stopped(text)).toBe("stopped: more than 2000 calls wait for one another: endless recursion?");
  });

  test("a text that doubles", () => {
    const text = 'defmodule A do def f(x), do: f(x <> x) end; A.f("abcd")';
    expect(stopped(text)).toBe("stopped: it built more than 800000 bytes of terms without time passing");
  });

  test("an integer that grows", () => {
    expect(stopped("f = fn f, n -> f.(f, n * n) end; f.(f, 3)")).toMatch(
      /^stopped: it built|^stopped: an integer/,
    );
    expect(stopped("2 ** 100_000_000")).toBe("stopped: an integer of more than 4194304 bits");
  });

  test("terms nested without end", () => {
    const nest = "Enum.reduce(1..1500, [], fn _, inner -> [inner] end)";
    expect(stopped(`${nest} == ${nest}`)).toBe("stopped: terms nested more than 1000 deep");
  });

  test("nothing in the process can catch it, and nothing of it runs afterwards", () => {
    const text = `
      defmodule A do
        def f, do: f()
      end

      try do
        A.f()
      rescue
        _ -> :rescued
      catch
        _, _ -> :caught
      after
        IO.puts("after")
      end
    `;
    expect(stopped(text)).toMatch(/^stopped: it made more than/);
  });
});

describe("what is only long is not", () => {
  test("a loop of tail calls needs no stack", () => {
    const text = "defmodule A do def f(0), do: :done; def f(n), do: f(n - 1) end; A.f(15_000)";
    expect(stopped(text)).toBe(":done");
  });

  test("recursion far deeper than a JavaScript stack", () => {
    const text = "defmodule A do def f(0), do: 0; def f(n), do: 1 + f(n - 1) end; A.f(50_000)";
    expect(result(text)).toBe("50000");
  });

  test("recursion through the library's functions", () => {
    const text =
      "defmodule A do def f(0), do: 0; def f(n), do: Enum.sum(Enum.map([n - 1], &f/1)) + 1 end; A.f(3_000)";
    expect(result(text)).toBe("3000");
  });

  test("an error from the depth reaches the rescue at the top", () => {
    const text = `
      defmodule A do
        def f(0), do: raise("deep")
        def f(n), do: 1 + f(n - 1)
      end

      try do
        A.f(5_000)
      rescue
        e -> e.message
      end
    `;
    expect(result(text)).toBe('"deep"');
  });

  test("counting begins anew when time has passed", () => {
    const text = `
      defmodule A do
        def f(0), do: :done
        def f(n) do
          Enum.sum(1..900)
          receive do
          after 10 -> :ok
          end
          f(n - 1)
        end
      end

      A.f(100)
    `;
    expect(stopped(text)).toBe(":done");
  });
});

test("the same limits stop at the same place every time", () => {
  const steps = () => {
    let lines = 0;
    run("defmodule A do\n def f(n) do\n  x = n\n  f(x + 1)\n end\nend; A.f(0)", {
      limits: LIMITS,
      listener: () => {
        lines += 1;
      },
    });
    return lines;
  };
  expect(steps()).toBe(steps());
  expect(steps()).toBeGreaterThan(10_000);
});
