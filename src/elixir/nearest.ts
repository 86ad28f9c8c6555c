/** Names so like the one that is missing that they may be meant, the likest first; `name/arity` each. */
export function nearest(missing: string, names: readonly string[], least = 0.77): string[] {
  const [wanted = "", arity = ""] = split(missing);
  const scored = [...new Set(names)].flatMap((name) => {
    const [candidate = "", candidateArity] = split(name);
    const score = likeness(wanted, candidate);
    return score > least && name !== missing ? [{ name, score, other: candidateArity !== arity }] : [];
  });
  scored.sort((a, b) => b.score - a.score || Number(a.other) - Number(b.other) || (a.name < b.name ? -1 : 1));
  return scored.slice(0, 5).map(({ name }) => name);
}

function split(name: string): string[] {
  const slash = name.lastIndexOf("/");
  return slash < 1 ? [name] : [name.slice(0, slash), name.slice(slash + 1)];
}

/** Jaro's distance, from 0 to 1, as Elixir uses it for the same purpose (`String.jaro_distance/2`). */
export function likeness(a: string, b: string): number {
  if (a === b) return 1;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Set<number>();
  const matched: string[] = [];
  for (let index = 0; index < a.length; index += 1) {
    for (let other = Math.max(0, index - reach); other <= Math.min(b.length - 1, index + reach); other += 1) {
      if (taken.has(other) || a[index] !== b[other]) continue;
      taken.add(other);
      matched.push(a[index] ?? "");
      break;
    }
  }
  if (matched.length === 0) return 0;
  const inOrder = [...taken].sort((x, y) => x - y).map((index) => b[index]);
  const moved = matched.filter((char, index) => char !== inOrder[index]).length / 2;
  const { length } = matched;
  return (length / a.length + length / b.length + (length - moved) / length) / 3;
}
