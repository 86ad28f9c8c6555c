import { describe, expect, test } from "vitest";
import { elixirCommand } from "../../../src/cli/elixir-command.ts";
import type { Ast } from "../../../src/elixir/ast.ts";
import { libraryNames } from "../../../src/elixir/library/library-names.ts";
import { parseElixir } from "../../../src/elixir/parser/parser.ts";
import { SYSTEM_LIBRARY } from "../../../src/elixir/system-library.ts";
import { systemModule, systemNamed } from "../../../src/elixir/system-on-demand.ts";
import { moduleAtom } from "../../../src/elixir/term.ts";
import { result } from "../evaluation.ts";

function printed(expression: string): string {
  const { stdout, stderr } = elixirCommand(["--eval", expression], { readFile: () => "" });
  return stdout + stderr;
}

describe("what is not supported says so and what to use", () => {
  test.each([
    [
      "Date.utc_today()",
      /^\*\* \(UndefinedFunctionError\) Date.utc_today\/0 is not supported .* use System.system_time\/1/,
    ],
    ["NaiveDateTime.utc_now()", /NaiveDateTime.utc_now\/0 is not supported .* DateTime.utc_now\/0/],
    ['File.read("x")', /File.read\/1 is not supported .* there are no files/],
    [":math.pow(2, 3)", /:math.pow\/2 is not supported .* \*\* with whole exponents/],
    [":maps.get(:a, %{})", /:maps.get\/2 is not supported .* use Map/],
    [
      'Regex.run(Regex.compile!("a++"), "aa")',
      /^\*\* \(Regex.CompileError\) a possessive quantifier is not supported here/,
    ],
    ['Regex.compile!("(?>a)")', /^\*\* \(Regex.CompileError\) the group \(\?>a is not supported here/],
    ['Regex.split(Regex.compile!("a(?<x>b)"), "ab", on: [:x])', /the option :on is not supported/],
    [
      "String.upcase(<<255, 254>>)",
      /^\*\* \(ArgumentError\) a binary that is not valid UTF-8 is not supported here/,
    ],
  ])("%s", (expression, message) => {
    expect(result(expression)).toMatch(message);
  });
});

describe("structs made by hand", () => {
  test.each([
    [
      "DateTime.to_iso8601(%DateTime{})",
      "** (FunctionClauseError) no function clause matching in DateTime.to_iso8601/3",
    ],
    ['Regex.run(%Regex{}, "a")', "** (ArgumentError) a regex is made with ~r or Regex.compile"],
    [
      "MapSet.size(%{MapSet.new() | map: 5})",
      "** (FunctionClauseError) no function clause matching in MapSet.size/1",
    ],
    ["Enum.to_list(%{(1..2) | first: :a})", /^\*\* \(/],
  ])("%s", (expression, said) => {
    expect(result(expression)).toMatch(said);
  });
});

describe("time is the simulation's", () => {
  test("it begins with the simulation and passes with it", () => {
    expect(
      result(
        "before = System.monotonic_time(:millisecond); :timer.sleep(1500); System.monotonic_time(:millisecond) - before",
      ),
    ).toBe("1500");
    expect(result("DateTime.utc_now() |> DateTime.to_iso8601()")).toBe('"1970-01-01T00:00:00.000000Z"');
    expect(result("{us, :done} = :timer.tc(fn -> :timer.sleep(20); :done end); us")).toBe("20000");
  });

  test("messages come later", () => {
    expect(
      result(":timer.send_after(50, :ring); receive do :ring -> System.monotonic_time(:millisecond) end"),
    ).toBe("50");
  });

  test("a stream of ticks waits between them", () => {
    expect(result("Stream.interval(100) |> Enum.take(3); System.monotonic_time(:millisecond)")).toBe("300");
  });

  test("dates of every kind of year", () => {
    const days =
      "for day <- [0, 58, 59, 60, 11_016, 11_017, -719_528, 2_932_896], do: DateTime.from_unix!(day * 86_400) |> DateTime.to_iso8601() |> String.slice(0, 10)";
    expect(result(days)).toBe(
      '["1970-01-01", "1970-02-28", "1970-03-01", "1970-03-02", "2000-02-29", "2000-03-01", "0000-01-01", "9999-12-31"]',
    );
  });
});

describe("output", () => {
  test("Logger", () => {
    expect(
      printed(
        'require Logger; Logger.info("joined"); Logger.warning(fn -> "slow" end); Logger.error(["a", ?b], module: X)',
      ),
    ).toBe("joined\n[warning] slow\n[error] ab\n:ok\n");
  });
});

describe("tables", () => {
  test("a table goes with its owner, and its name is free again", () => {
    const text = `
      me = self()
      owner = spawn(fn ->
        :ets.new(:scores, [:named_table, :public])
        send(me, :made)
        receive do :stop -> :ok end
      end)
      receive do :made -> :ok end
      :ets.insert(:scores, {:ann, 1})
      before = :ets.info(:scores, :size)
      send(owner, :stop)
      :timer.sleep(1)
      {before, :ets.info(:scores), :ets.new(:scores, [:named_table])}
    `;
    expect(result(text)).toBe("{1, :undefined, :scores}");
  });

  test("keys of a set come in order", () => {
    const text = "t = :ets.new(:t, []); for k <- [3, 1, 2], do: :ets.insert(t, {k}); :ets.tab2list(t)";
    expect(result(text)).toBe("[{1}, {2}, {3}]");
  });

  test("select without guards", () => {
    const table = "t = :ets.new(:t, []); :ets.insert(t, [{1, :a}, {2, :b}]);";
    expect(result(`${table} :ets.select(t, [{{:"$1", :"$2"}, [], [{{:"$2", :"$1"}}]}])`)).toBe(
      "[a: 1, b: 2]",
    );
    expect(result(`${table} :ets.select(t, [{{:"$1", :_}, [], [:"$_"]}])`)).toBe("[{1, :a}, {2, :b}]");
    expect(result(`${table} :ets.select(t, [{{:"$1", :_}, [{:>, :"$1", 1}], [:"$1"]}])`)).toMatch(
      /use Enum over :ets.tab2list\/1/,
    );
  });
});

describe("chance is the world's", () => {
  test("every way to it asks the host, and stays within its bounds", () => {
    // The system of these tests always begins with the same seed.
    expect(
      result("{:rand.uniform(6), Enum.random(5..9), Enum.random([:a, :b]), :crypto.strong_rand_bytes(3)}"),
    ).toBe("{2, 5, :a, <<37, 119, 139>>}");
    expect(result("Enum.shuffle(1..20) |> Enum.sort() == Enum.to_list(1..20)")).toBe("true");
    expect(result("Enum.take_random(1..20, 5) |> Enum.uniq() |> length()")).toBe("5");
  });

  test("integers that are unique", () => {
    expect(
      result("a = System.unique_integer([:positive]); b = System.unique_integer([:monotonic]); b > a"),
    ).toBe("true");
  });
});

describe("what is too much", () => {
  test.each([
    ["Enum.to_list(1..10_000_000_000)", /^stopped: it asked for \d+ bytes in one go$/],
    ['String.duplicate("abc", 1_000_000_000_000)', /^stopped: it asked for/],
    ["List.duplicate(1, 1_000_000_000_000)", /^stopped: it asked for/],
    ['String.pad_leading("a", 10_000_000_000)', /^stopped: it asked for/],
    [":crypto.strong_rand_bytes(100_000_000_000)", /^stopped: it asked for/],
    ['Jason.decode!(String.duplicate("[", 100_000))', /^stopped: terms nested more than 1000 deep$/],
    ["Enum.reduce(1..5000, [], fn _, inner -> [inner] end) |> List.flatten()", /^stopped: terms nested/],
    ["Enum.reduce(1..5000, [], fn _, inner -> [inner] end) |> Jason.encode!()", /^stopped: terms nested/],
    ["Bitwise.bsl(1, 100_000_000)", /^stopped: /],
    ["Enum.reduce(Stream.repeatedly(fn -> 1 end), 0, &+/2)", /^stopped: it made more than 20000 steps/],
  ])("%s", (text, why) => {
    expect(result(text, { limits: { steps: 20_000, words: 100_000, depth: 2_000 } })).toMatch(why);
  });

  test("and what only looks like it", () => {
    expect(
      result("{Enum.sum(1..10_000_000_000), Enum.at(1..10_000_000_000, -1), 7 in 1..10_000_000_000}"),
    ).toBe("{50000000005000000000, 10000000000, true}");
    expect(result("Enum.take(1..10_000_000_000, 2)")).toBe("[1, 2]");
  });
});

describe("the library on demand", () => {
  function modulesFor(source: Ast): string[] {
    const always = systemNamed([]);
    return systemNamed(libraryNames([source]))
      .filter((module) => !always.includes(module))
      .map(({ module }) => module.name.replace("Elixir.", ""));
  }

  function namesFor(text: string): string[] {
    const parsed = parseElixir(text, "test.ex");
    if (!parsed.ok) throw new Error(parsed.error.message);
    return modulesFor(parsed.source.body);
  }

  test("brings what the text names and no more", () => {
    expect(namesFor("x = 1 + 1")).toEqual([]);
    expect(namesFor('Map.put(%{}, :a, "b")')).toEqual(["Map"]);
    expect(namesFor('alias String, as: S\n"a" =~ ~r/a/')).toEqual(["Regex", "String"]);
    expect(namesFor(":ets.new(:t, [])")).toEqual(["ets"]);
    expect(namesFor("rescue_me = Jason.DecodeError")).toEqual([
      "Jason",
      "Jason.DecodeError",
      "Jason.EncodeError",
    ]);
    expect(namesFor("Stream.map(x, &(&1))")).toEqual(["Stream", "Enum"]);
    expect(namesFor("&Enum.map/2")).toEqual(["Enum"]);
  });

  test("brings all that has a name when names may be made", () => {
    const names = libraryNames([{ is: "alias", name: "Module", at: [1, 1] }]);
    expect(names).toEqual(expect.arrayContaining(["Enum", "Regex", ":ets", "unsupported"]));
  });

  test("finds every module that a program asks for, and no other", () => {
    for (const native of SYSTEM_LIBRARY) {
      if (!systemNamed([]).includes(native)) expect(systemModule(native.module)).toBe(native);
    }
    for (const name of ["Enum.Missing", "MyError", "String.Chars.Money", "Task.Missing"]) {
      expect(systemModule(moduleAtom(name))).toBe(null);
    }
  });
});
