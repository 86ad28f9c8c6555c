import type { ComparedRow, ComparedStop, Comparison } from "../../simulation/simulator-api.ts";

/** A piece of two runs beside one another. */
export type Stretch =
  /** Stops that are the same in both; those near a difference are shown, the rest is counted. */
  | { readonly is: "same"; readonly stops: readonly ComparedStop[]; readonly hidden: number }
  /** Stops of which each run has its own. */
  | {
      readonly is: "different";
      readonly first: boolean;
      readonly left: readonly ComparedStop[];
      readonly right: readonly ComparedStop[];
    }
  /** One stop of both that is not quite the same. */
  | {
      readonly is: "shifted";
      readonly first: boolean;
      readonly left: ComparedStop;
      readonly right: ComparedStop;
      readonly how: "time" | "content";
    };

/** So many stops that are the same are shown before a difference. */
const NEAR = 2;

/** The comparison in pieces: what is the same shrinks to what leads up to a difference. */
export function stretchesOf({ rows, first }: Comparison): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let index = 0; index < rows.length; ) {
    const row = rows[index];
    if (row === undefined) break;
    const end = endOf(rows, index);
    const part = rows.slice(index, end);
    const isFirst = first !== null && first >= index && first < end;
    stretches.push(...stretchOf(row, part, isFirst, end === rows.length));
    index = end;
  }
  return stretches;
}

/** Where the rows end that are of one kind with this one. */
function endOf(rows: readonly ComparedRow[], from: number): number {
  const kind = rows[from]?.difference;
  if (kind !== "none" && kind !== "missing") return from + 1;
  const next = rows.findIndex((row, index) => index > from && row.difference !== kind);
  return next === -1 ? rows.length : next;
}

function stretchOf(
  row: ComparedRow,
  part: readonly ComparedRow[],
  first: boolean,
  last: boolean,
): readonly Stretch[] {
  const { left, right, difference } = row;
  if (difference === "none") {
    const stops = part.flatMap((one) => one.right ?? []);
    const shown = last ? [] : stops.slice(-NEAR);
    return [{ is: "same", stops: shown, hidden: stops.length - shown.length }];
  }
  if (difference === "missing") {
    return [
      {
        is: "different",
        first,
        left: part.flatMap((one) => one.left ?? []),
        right: part.flatMap((one) => one.right ?? []),
      },
    ];
  }
  return left === null || right === null ? [] : [{ is: "shifted", first, left, right, how: difference }];
}

/** In a few words, how much two runs differ. */
export function summaryOf({ rows, first }: Comparison): string {
  if (first === null) return "Both runs are the same, to the last stop.";
  const lefts = rows.filter(({ difference, left }) => difference === "missing" && left !== null).length;
  const rights = rows.filter(({ difference, right }) => difference === "missing" && right !== null).length;
  const shifted = rows.filter(({ difference }) => difference === "time").length;
  const altered = rows.filter(({ difference }) => difference === "content").length;
  const parts = [
    lefts === 0 ? null : `${counted(lefts, "stop")} gone`,
    rights === 0 ? null : `${counted(rights, "stop")} new`,
    altered === 0 ? null : `${counted(altered, "stop")} with other data`,
    shifted === 0 ? null : `${counted(shifted, "stop")} at another time`,
  ].filter((part) => part !== null);
  return `${parts.join(", ")}.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
