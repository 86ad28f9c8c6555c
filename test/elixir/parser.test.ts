import { describe, expect, test } from "vitest";
import type { Ast } from "../../src/elixir/ast.ts";
import { parseElixir } from "../../src/elixir/parser/parser.ts";

function parsed(text: string): Ast {
  const result = parseElixir(text, "test.ex");
  if (!result.ok) throw new Error(`${result.error.line}:${result.error.column} ${result.error.message}`);
  return result.source.body;
}

/** The tree in brackets, for what is read off it here: `(+ (field c count) n)`. */
function shape(ast: Ast): string {
  switch (ast.is) {
    case "variable":
    case "alias":
      return ast.name;
    case "integer":
    case "string":
      return JSON.stringify(ast.value);
    case "atom":
      return `:${ast.name}`;
    case "sigil":
      return `~${ast.name}[${shape(ast.text)}]${ast.modifiers}`;
    case "call":
      return `(${[ast.name, ...ast.args.map(shape)].join(" ")})`;
    case "remote":
      return ast.args === null
        ? `(field ${shape(ast.target)} ${ast.name})`
        : `(${[`${shape(ast.target)}.${ast.name}`, ...ast.args.map(shape)].join(" ")})`;
    case "list":
      return `[${ast.items.map(shape).join(" ")}${ast.tail === null ? "" : ` | ${shape(ast.tail)}`}]`;
    case "tuple":
      return `{${ast.items.map(shape).join(" ")}}`;
    case "map":
      return `%{${ast.of === null ? "" : `${shape(ast.of)} | `}${ast.pairs.map(([key, value]) => `${shape(key)} ${shape(value)}`).join(" ")}}`;
    case "clauses":
      return ast.clauses.map(({ args, body }) => `<${args.map(shape).join(" ")} -> ${shape(body)}>`).join("");
    case "block":
      return ast.items.map(shape).join("; ");
    case "interpolation":
      return `"${ast.parts.map(shape).join(" ")}"`;
    default:
      return ast.is;
  }
}

// What the grammar alone gets wrong; each was found by comparing with Elixir's own parser on the sources of
// Elixir, Phoenix, Plug and Bandit.
describe("a field before a sign is no call", () => {
  test.each([
    ["c.count + n", "(+ (field c count) n)"],
    ["c.count+n", "(+ (field c count) n)"],
    ["c.count -n", "(c.count (- n))"],
    ["{c.a - 1, 2}", '{(- (field c a) "1") "2"}'],
    ["a.b.c + d.e - f", "(- (+ (field (field a b) c) (field d e)) f)"],
    ["%{c | a: c.a + 1, b: 2}", '%{c | :a (+ (field c a) "1") :b "2"}'],
    ["x.y |> f(z.w - 1)", '(|> (field x y) (f (- (field z w) "1")))'],
    ['"#{a.b + 1}"', '"(+ (field a b) "1")"'],
  ])("%s", (text, expected) => {
    expect(shape(parsed(text))).toBe(expected);
  });

  test("positions are those of the source", () => {
    const ast = parsed("first = a.b + 1\nsecond = a.b + oops");
    const second = ast.is === "block" ? ast.items[1] : undefined;
    const sum = second?.is === "call" ? second.args[1] : undefined;
    expect(sum?.at).toEqual([2, 14]);
    expect(sum?.is === "call" ? sum.args[1]?.at : null).toEqual([2, 16]);
    expect(parseElixir("a.b + 1\nc.d + )", "x")).toMatchObject({ error: { line: 2, column: 7, from: 14 } });
  });
});

test("operators are grouped as Elixir does", () => {
  expect(shape(parsed("x |> f() |> g()"))).toBe("(|> (|> x (f)) (g))");
  expect(shape(parsed("a = b = c || d && e == f + g * h"))).toBe(
    "(= a (= b (|| c (&& d (== e (+ f (* g h)))))))",
  );
  expect(shape(parsed("not a in b"))).toBe("(not (in a b))");
  expect(shape(parsed("a ++ b ++ c <> d"))).toBe("(++ a (++ b (<> c d)))");
  expect(shape(parsed("%{a => b | c}"))).toBe("%{a (| b c)}");
});

test("a word behind a sigil is none of its modifiers", () => {
  expect(shape(parsed("if x in ~w(a b) do\n 1\nend"))).toBe('(if (in x ~w["a b"]) [{:do "1"}])');
  expect(shape(parsed("~w(a b)a"))).toBe('~w["a b"]a');
});

describe("texts", () => {
  test("a line that begins like an operator keeps its line break", () => {
    expect(shape(parsed('"""\n  <a>\n  * #{x}\n  - b\n  """'))).toBe('""<a>\\n* " x "\\n- b\\n""');
  });

  test("a heredoc loses the indentation of its end, and a line that is continued its break", () => {
    expect(shape(parsed('"""\n    a\n      b \\\n    c\n    """'))).toBe('"a\\n  b c\\n"');
  });

  test("a sigil without escapes keeps all but that of its delimiter", () => {
    expect(shape(parsed("~S(a\\)b\\nc)"))).toBe('~S["a)b\\\\nc"]');
    expect(shape(parsed('~r"a\\"b\\d"'))).toBe('~r["a\\"b\\\\d"]');
  });
});

test("a list is no do block's keywords", () => {
  expect(shape(parsed("case [a: 1] do\n x -> x\nend"))).toBe('(case [{:a "1"}] [{:do <x -> x>}])');
  expect(shape(parsed("for x <- y, into: z do\n x\nend"))).toBe("(for (<- x y) [{:into z} {:do x}])");
});

describe("clauses that the grammar ends at the wrong place", () => {
  /** The arguments of every clause of the text's blocks. */
  function clauses(text: string): string[] {
    const found: string[] = [];
    JSON.stringify(parsed(text), (_key, value: unknown) => {
      const ast = value as Ast | null; // every object of the tree is looked at
      if (ast?.is === "clauses") found.push(...ast.clauses.map(({ args }) => args.map(shape).join(" ")));
      return value;
    });
    return found;
  }

  test("a case within a function within a pipe", () => {
    const text = `
      case header(conn, "content-type") do
        ["application/x-lines"] ->
          body
          |> String.splitter(["\\n", "\\r\\n"])
          |> Stream.take(@most)
          |> Enum.find_value(fn part ->
            case part do
              "[" <> _ = text -> {text, :text}
              other -> {decode!(other), :binary}
            end
          end)
      end`;
    expect(clauses(text)).toEqual(['["application/x-lines"]', '(= (<> "[" _) text)', "other"]);
  });

  test("literals and comments that look like clauses", () => {
    const text = `
      Cache.fetch(endpoint, key, fn _ ->
        found =
          case Keyword.get(options, :origin, endpoint.config(:origin)) do
            flag when is_boolean(flag) ->
              # a comment with end -> in it
              [?", ~s(end ->), "fn -> do #{"->"}", :end, [do: 1, end: 2], it.end]

            {module, function, arguments} ->
              {module, function, arguments}
          end

        {:cache, found}
      end)`;
    expect(clauses(text)).toEqual(["flag", "{module function arguments}"]);
  });
});
