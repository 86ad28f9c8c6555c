import type { ComparedRow, ComparedStop, Comparison } from "../../simulation/simulator-api.ts";

/** A stretch in which two runs differ, as each of them has it. */
export type Difference = { readonly left: Spot; readonly right: Spot };

/** Where a difference is in one run. */
export type Spot = {
  /** Its first stop there; null: the other run alone has something. */
  readonly stop: ComparedStop | null;
  /** The stops around it that both have; null at the beginning and at the end. */
  readonly before: ComparedStop | null;
  readonly after: ComparedStop | null;
};

/** Every stretch in which two runs differ, in their order: stops of which each has its own, or the same ones shifted. */
export function differencesOf({ rows }: Comparison): readonly Difference[] {
  const differences: Difference[] = [];
  for (let index = 0; index < rows.length; ) {
    const kind = kindOf(rows[index]);
    const next = rows.findIndex((row, at) => at > index && kindOf(row) !== kind);
    const end = next === -1 ? rows.length : next;
    const spotIn = (side: "left" | "right"): Spot => ({
      stop: rows.slice(index, end).find((row) => row[side] !== null)?.[side] ?? null,
      before: rows[index - 1]?.[side] ?? null,
      after: rows[end]?.[side] ?? null,
    });
    if (kind !== "same") differences.push({ left: spotIn("left"), right: spotIn("right") });
    index = end;
  }
  return differences;
}

function kindOf(row: ComparedRow | undefined): "same" | "shifted" | "missing" {
  switch (row?.difference) {
    case undefined:
    case "none":
      return "same";
    case "missing":
      return "missing";
    case "time":
    case "content":
      return "shifted";
  }
}

/** The height of a spot in a drawing in which the event `seq` stands at `y[seq]`, in pixels. */
export function heightOfSpot(y: readonly number[], { stop, before, after }: Spot): number {
  if (stop !== null) return y[stop.seq] ?? 0;
  const from = before === null ? 0 : (y[before.seq] ?? 0);
  const to = after === null ? (y.at(-1) ?? from) : (y[after.seq] ?? from);
  return (from + to) / 2;
}

/** Heights of the same thing in two drawings, in pixels. */
export type Tie = { readonly left: number; readonly right: number };

/** What stands side by side in two drawings, from above: the stops that both have, and where the runs differ. */
export function tiesOf(
  rows: readonly ComparedRow[],
  differences: readonly Difference[],
  left: readonly number[],
  right: readonly number[],
): readonly Tie[] {
  const stops = rows.flatMap((row) =>
    row.left === null || row.right === null
      ? []
      : [{ left: left[row.left.seq] ?? 0, right: right[row.right.seq] ?? 0 }],
  );
  const marks = differences.map((one) => ({
    left: heightOfSpot(left, one.left),
    right: heightOfSpot(right, one.right),
  }));
  return [...stops, ...marks].sort((a, b) => a.left - b.left || a.right - b.right);
}

/** The height in the other drawing of what stands at a height of this one; above and below all ties it goes along. */
export function acrossFrom(ties: readonly Tie[], from: "left" | "right", height: number): number {
  const to = from === "left" ? "right" : "left";
  const next = ties.findIndex((tie) => tie[from] > height);
  const above = next === -1 ? ties.at(-1) : ties[next - 1];
  const below = next === -1 ? undefined : ties[next];
  if (above === undefined) return below === undefined ? height : height - below[from] + below[to];
  if (below === undefined) return height - above[from] + above[to];
  const part = (height - above[from]) / (below[from] - above[from]);
  return above[to] + part * (below[to] - above[to]);
}
