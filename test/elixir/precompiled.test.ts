import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSources } from "../../src/cli/elixir-files.ts";
import { COMPILE_HOST } from "../../src/elixir/compile-host.ts";
import { addCompiled, type CompiledModules } from "../../src/elixir/compiled-module.ts";
import { compileToJavaScript } from "../../src/elixir/compiler/load.ts";
import { Context } from "../../src/elixir/context.ts";
import { ElixirApp } from "../../src/elixir/elixir-app.ts";
import { parseElixir } from "../../src/elixir/parser/parser.ts";
import { Program } from "../../src/elixir/program.ts";
import { SYSTEM_LIBRARY } from "../../src/elixir/system-library.ts";
import { moduleAtom, type Term } from "../../src/elixir/term.ts";
import { inspectIn } from "../../src/elixir/text.ts";
import { judge } from "../../src/simulation/conformance/conformance-report.ts";
import { startElixir } from "../../src/simulation/conformance/replay.ts";
import "../../src/simulation/whole.ts";
import { golden, traceNames } from "../conformance/golden-traces.ts";

/** The program of modules that were compiled to text, as a page gets them: by nothing but that text. */
function precompiled(js: string | null): Program {
  const program = new Program(SYSTEM_LIBRARY);
  addCompiled(program, new Function("$", js ?? "") as CompiledModules); // compileToJavaScript writes such a function's body
  return program;
}

function compiled(text: string): Program {
  const parsed = parseElixir(text, "test.ex");
  if (!parsed.ok) throw new Error(parsed.error.message);
  return precompiled(compileToJavaScript(new Program(SYSTEM_LIBRARY), [parsed.source]).js);
}

function called(program: Program, module: string, name: string, ...args: Term[]): string {
  const cx = new Context(program, COMPILE_HOST);
  return inspectIn(cx, cx.runNow(cx.apply(moduleAtom(module), name, args)));
}

describe("modules compiled beforehand", () => {
  test("one that has the name of a module of the library stands in its place", () => {
    const program = compiled("defmodule Tuple do def mine, do: :own end");
    expect(called(program, "Tuple", "mine")).toBe(":own");
    expect(program.exported(moduleAtom("Tuple"), "to_list", 1)).toBe(null);
  });

  test("structs, exceptions and protocols", () => {
    const program = compiled(`
      defmodule Point do
        @enforce_keys [:x]
        defstruct [:x, y: {0, "é", -1.5}]
        def new(x), do: %Point{x: x}
      end

      defmodule Odd do
        defexception message: "odd"
      end

      defprotocol Area do
        @fallback_to_any true
        def area(shape)
      end

      defimpl Area, for: Point do
        def area(_), do: 0
      end

      defimpl Area, for: Any do
        def area(_), do: :none
      end

      defimpl String.Chars, for: Point do
        def to_string(point), do: "(#{point.x})"
      end

      defmodule Use do
        @limits %{low: [1, 2 | 3], text: "a\\n\\u2028", big: 123_456_789_012_345_678_901_234_567_890}
        def all do
          caught =
            try do
              raise Odd
            rescue
              e in Odd -> e
            end

          {Point.new(1), caught, Area.area(Point.new(2)), Area.area(1), "#{Point.new(3)}", @limits}
        end

        def missing, do: struct!(Point, y: 1)
      end
    `);
    expect(called(program, "Use", "all")).toBe(
      '{%Point{x: 1, y: {0, "é", -1.5}}, %Odd{message: "odd"}, 0, :none, "(3)", %{big: 123456789012345678901234567890, low: [1, 2 | 3], text: "a\\n\\u2028"}}'.replace(
        "\\u2028",
        "\u2028",
      ),
    );
    expect(() => called(program, "Use", "missing")).toThrow();
  });

  test("a text cannot break out of the JavaScript that it becomes", () => {
    const nasty = String.raw`\"); throw 1; (\" \\ \` </script> ${"`"}`;
    const program = compiled(`
      defmodule Quoted do
        def text, do: "${nasty}"
        def atom, do: :"${nasty}"
        def match("${nasty}" <> rest), do: rest
        def key(map), do: map[:"${nasty}"]
        def x?(x!), do: x!
      end
    `);
    const text = String.raw`"\"); throw 1; (\" \\ ${"`"} </script> ${"`"}"`;
    expect(called(program, "Quoted", "text")).toBe(text);
    expect(called(program, "Quoted", "atom")).toBe(`:${text}`);
    expect(called(program, "Quoted", "match", '"); throw 1; (" \\ ` </script> `!')).toBe('"!"');
    expect(called(program, "Quoted", "x?", 1n)).toBe("1");
  });
});

describe("the golden application compiled beforehand does what Phoenix did", () => {
  const { js, problems } = compileToJavaScript(
    new Program(SYSTEM_LIBRARY),
    readSources(join(import.meta.dirname, "../fixtures/golden/app")),
  );

  test("it has no errors", () => {
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test.each(traceNames)("%s", (name) => {
    const app = startElixir(new ElixirApp(precompiled(js)));
    expect(judge(golden(name), app)).toEqual({ is: "passed", name });
  });
});
