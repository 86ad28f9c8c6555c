/** How tightly Elixir's binary operators bind (1.14, "Operators reference"), and which lean to the right. */
const LEVELS: readonly (readonly [precedence: number, right: boolean, operators: string])[] = [
  [40, false, "<- \\\\"],
  [50, true, "when"],
  [60, true, "::"],
  [70, true, "|"],
  [80, true, "=>"],
  [100, true, "="],
  [120, false, "|| ||| or"],
  [130, false, "&& &&& and"],
  [140, false, "== != =~ === !=="],
  [150, false, "< > <= >="],
  [160, false, "|> <<< >>> <<~ ~>> <~ ~> <~> <|>"],
  [170, false, "in"],
  [180, false, "^^^"],
  [190, true, "//"],
  [200, true, "++ -- +++ --- <> .."],
  [210, false, "+ -"],
  [220, false, "* /"],
  [230, false, "**"],
];

const PRECEDENCE = new Map(
  LEVELS.flatMap(([precedence, right, operators]) =>
    operators.split(" ").map((operator) => [operator, { precedence, right }] as const),
  ),
);
PRECEDENCE.set("not in", { precedence: 170, right: false });

/** Whether the operator on the left of an operand takes it, rather than the one on its right. */
export function leftTakes(left: string, right: string): boolean {
  const a = PRECEDENCE.get(left);
  const b = PRECEDENCE.get(right);
  if (a === undefined || b === undefined) return true;
  return a.precedence > b.precedence || (a.precedence === b.precedence && !a.right);
}
