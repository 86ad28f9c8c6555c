/** Two places beside one another; null where the other list has something more. */
export type Pair = { readonly left: number | null; readonly right: number | null };

/** So many items may be in one of the lists alone; what comes after is put side by side as it stands. */
const MAX_DIFFERENCES = 600;

/**
 * Puts two lists beside one another, equal items together, so that as few as possible stand alone (E. W. Myers, "An
 * O(ND) Difference Algorithm and Its Variations", 1986). Where something was replaced, what was there before comes
 * first.
 */
export function aligned(left: readonly string[], right: readonly string[]): readonly Pair[] {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let [leftEnd, rightEnd] = [left.length, right.length];
  while (leftEnd > start && rightEnd > start && left[leftEnd - 1] === right[rightEnd - 1]) {
    leftEnd -= 1;
    rightEnd -= 1;
  }
  const inner = shortestEdit(left.slice(start, leftEnd), right.slice(start, rightEnd)).map((pair) => ({
    left: pair.left === null ? null : pair.left + start,
    right: pair.right === null ? null : pair.right + start,
  }));
  const head = Array.from({ length: start }, (_, index) => ({ left: index, right: index }));
  const tail = Array.from({ length: left.length - leftEnd }, (_, index) => ({
    left: leftEnd + index,
    right: rightEnd + index,
  }));
  return [...head, ...inner, ...tail];
}

/** `reached[d][k]` is how far into `left` one comes on the diagonal `k` with `d` items standing alone. */
function shortestEdit(left: readonly string[], right: readonly string[]): readonly Pair[] {
  const reached: Map<number, number>[] = [];
  const most = Math.min(left.length + right.length, MAX_DIFFERENCES);
  for (let alone = 0; alone <= most; alone += 1) {
    const before = reached.at(-1);
    const row = new Map<number, number>();
    reached.push(row);
    for (let diagonal = -alone; diagonal <= alone; diagonal += 2) {
      let x = before === undefined ? 0 : furthest(before, diagonal, alone);
      while (x < left.length && x - diagonal < right.length && left[x] === right[x - diagonal]) x += 1;
      row.set(diagonal, x);
      if (x >= left.length && x - diagonal >= right.length)
        return wayBack(reached, left.length, right.length);
    }
  }
  return sideBySide(left.length, right.length);
}

/** From the diagonals beside it: one more item of `left`, or one more of `right`. */
function furthest(before: ReadonlyMap<number, number>, diagonal: number, alone: number): number {
  return comesFromRight(before, diagonal, alone)
    ? (before.get(diagonal + 1) ?? 0)
    : (before.get(diagonal - 1) ?? 0) + 1;
}

function comesFromRight(before: ReadonlyMap<number, number>, diagonal: number, alone: number): boolean {
  if (diagonal === -alone) return true;
  return diagonal !== alone && (before.get(diagonal - 1) ?? 0) < (before.get(diagonal + 1) ?? 0);
}

function wayBack(
  reached: readonly ReadonlyMap<number, number>[],
  leftLength: number,
  rightLength: number,
): readonly Pair[] {
  const pairs: Pair[] = [];
  let [x, y] = [leftLength, rightLength];
  for (let alone = reached.length - 1; alone >= 0; alone -= 1) {
    const before = reached[alone - 1];
    const diagonal = x - y;
    const fromRight = before !== undefined && comesFromRight(before, diagonal, alone);
    const startX = before === undefined ? 0 : furthest(before, diagonal, alone);
    for (; x > startX; x -= 1, y -= 1) pairs.push({ left: x - 1, right: y - 1 });
    if (before === undefined) break;
    if (fromRight) {
      y -= 1;
      pairs.push({ left: null, right: y });
    } else {
      x -= 1;
      pairs.push({ left: x, right: null });
    }
  }
  return pairs.reverse();
}

function sideBySide(leftLength: number, rightLength: number): readonly Pair[] {
  return Array.from({ length: Math.max(leftLength, rightLength) }, (_, index) => ({
    left: index < leftLength ? index : null,
    right: index < rightLength ? index : null,
  }));
}
