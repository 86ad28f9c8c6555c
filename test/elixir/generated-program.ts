import fc from "fast-check";

/**
 * Small Elixir programs, each one line: arithmetic, collections, texts, matches and comprehensions put
 * together at random. Some of them raise; that must be the same too.
 */

const integer = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
);
const integerText = integer.map((value) => (value < 0 ? `(${value})` : `${value}`));
const atomText = fc.constantFrom(":a", ":b", ":ok", "nil", "true", "false", "Foo.Bar", ':"two words"');
const word = fc.array(fc.constantFrom("a", "b", "Z", " ", "é", "ß", "1", "_", "😀", "\\n"), { maxLength: 6 });
const stringText = word.map((letters) => `"${letters.join("")}"`);
const floatText = fc.integer({ min: -4000, max: 4000 }).map((value) => (value / 16).toFixed(4));

const arithmetic = fc.letrec<{ number: string }>((tie) => ({
  number: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    integerText,
    floatText.map((text) => `(${text})`),
    fc
      .tuple(tie("number"), fc.constantFrom("+", "-", "*", "/"), tie("number"))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc
      .tuple(fc.constantFrom("div", "rem", "max", "min"), tie("number"), tie("number"))
      .map(([name, left, right]) => `${name}(${left}, ${right})`),
    fc
      .tuple(fc.constantFrom("abs", "round", "trunc", "-"), tie("number"))
      .map(([name, operand]) => `${name}(${operand})`),
  ),
})).number;

const term = fc.letrec<{ term: string }>((tie) => ({
  term: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    integerText,
    atomText,
    stringText,
    floatText,
    fc.array(tie("term"), { maxLength: 4 }).map((items) => `[${items.join(", ")}]`),
    fc.array(tie("term"), { maxLength: 3 }).map((items) => `{${items.join(", ")}}`),
    fc
      .array(fc.tuple(tie("term"), tie("term")), { maxLength: 4 })
      .map((pairs) => `%{${pairs.map(([key, value]) => `${key} => ${value}`).join(", ")}}`),
    fc
      .array(fc.tuple(fc.constantFrom("a", "b", "c"), tie("term")), { maxLength: 3 })
      .map((pairs) => `[${pairs.map(([key, value]) => `${key}: ${value}`).join(", ")}]`),
  ),
})).term;

const comparison = fc
  .tuple(term, fc.constantFrom("==", "!=", "===", "<", ">", "<=", ">="), term)
  .map(([left, operator, right]) => `${left} ${operator} ${right}`);

const sorted = fc.array(term, { maxLength: 8 }).map((items) => `Enum.sort([${items.join(", ")}])`);

const numbers = fc
  .array(fc.integer({ min: -9, max: 9 }), { maxLength: 8 })
  .map((items) => `[${items.join(", ")}]`);
const numberStep = fc.constantFrom(
  "Enum.map(&(&1 * 2))",
  "Enum.filter(fn x -> rem(x, 2) == 0 end)",
  "Enum.reverse()",
  "Enum.sort()",
  "Enum.uniq()",
  "Enum.take(3)",
  "Enum.drop(1)",
  "Enum.map(fn x when x > 0 -> x; x -> -x end)",
  "Enum.reject(&(&1 < 0))",
  "Enum.concat([1, 2])",
  "Enum.scan(&(&1 + &2))",
);
const numberEnd = fc.constantFrom(
  "Enum.sum()",
  "Enum.max()",
  'Enum.join("-")',
  "length()",
  "Enum.reduce(0, fn x, acc -> acc * 3 + x end)",
  "Enum.group_by(&rem(&1, 3))",
  "Enum.chunk_every(2)",
  "Enum.zip([:a, :b, :c])",
  "Enum.with_index()",
  "Enum.at(1)",
  "Enum.find(&(&1 > 3))",
  "Enum.split_with(&(&1 > 0))",
  "Enum.frequencies()",
  'Enum.map_join(",", &to_string/1)',
);
const pipeline = fc
  .tuple(numbers, fc.array(numberStep, { maxLength: 3 }), numberEnd)
  .map(([source, steps, end]) => [source, ...steps, end].join(" |> "));

const textStep = fc.constantFrom(
  "String.upcase()",
  "String.downcase()",
  "String.reverse()",
  "String.trim()",
  "String.capitalize()",
  "String.duplicate(2)",
  'String.replace("a", "xy")',
  "String.slice(1, 3)",
);
const textEnd = fc.constantFrom(
  "String.length()",
  "byte_size()",
  'String.split("a")',
  "String.graphemes()",
  "String.to_charlist()",
  'String.contains?("b")',
  "String.first()",
  "String.at(-1)",
  "inspect()",
  "String.codepoints()",
);
const textPipeline = fc
  .tuple(stringText, fc.array(textStep, { maxLength: 3 }), textEnd)
  .map(([source, steps, end]) => [source, ...steps, end].join(" |> "));

const comprehension = fc
  .tuple(
    numbers,
    fc.constantFrom("", ", x > 0", ", rem(x, 2) == 1", ", y <- [1, 2]", ", y = x * x, y > 4"),
    fc.constantFrom("", ", into: %{}", ", uniq: true"),
  )
  .map(([source, filter, option]) => {
    const body = option === ", into: %{}" ? "{x, x + 1}" : filter.includes("y") ? "{x, y}" : "x * x";
    return `for x <- ${source}${filter}${option}, do: ${body}`;
  });

/** A pattern that mostly fits the term beside it. */
const match = fc
  .tuple(
    term,
    term,
    fc.constantFrom(
      "{x, y} = {#1, #2}; [y, x]",
      "[x | y] = [#1, #2]; {y, x}",
      "%{a: x, b: y} = %{a: #1, b: #2, c: 3}; {x, y}",
      "{x, x} = {#1, #2}; x",
      "case #1 do [] -> :empty; [h | _] -> {:list, h}; {a, _} -> {:pair, a}; %{} = m -> map_size(m); x when is_binary(x) -> byte_size(x); other -> other end",
      "case {#1, #2} do {x, y} when x > y -> :gt; {x, x} -> :same; {x, y} when is_atom(x) or is_atom(y) -> :atom; _ -> :lt end",
      "with {:ok, x} <- {:ok, #1}, [y | _] <- #2 do {x, y} else other -> {:no, other} end",
      "f = fn {a, b}, c -> [a, b, c]; a, b -> {a, b} end; f.(#1, #2)",
      "x = #1; match?({^x, _}, {#2, 1})",
      "Enum.map([#1, #2], fn x when is_list(x) -> length(x); x when is_map(x) -> Map.keys(x); x -> x end)",
      "%{k: #1} |> Map.put(:l, #2) |> Map.to_list()",
      "inspect({#1, #2})",
      "[#1, #2] |> Enum.member?(#1)",
      "Map.merge(%{#1 => 1}, %{#2 => 2})",
      "try do raise ArgumentError, inspect(#1) rescue e -> {e.message, #2} end",
      "try do throw(#1) catch x -> {:caught, x, #2} end",
    ),
  )
  .map(([first, second, shape]) => shape.replaceAll("#1", first).replaceAll("#2", second));

const bits = fc
  .tuple(
    fc.integer({ min: 0, max: 70000 }),
    fc.constantFrom(8, 12, 16, 24),
    fc.constantFrom("", "-little", "-signed"),
  )
  .map(([value, size, kind]) => `<<x::${size}${kind}, rest::bitstring>> = <<${value}::24, 1>>; {x, rest}`);

/** One program. */
export const program: fc.Arbitrary<string> = fc.oneof(
  arithmetic,
  comparison,
  sorted,
  pipeline,
  textPipeline,
  comprehension,
  match,
  bits,
);
