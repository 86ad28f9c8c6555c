/** The text of every element of a JSON array, cut out of the array's own text; null if it is no such text. */
export function sliceArray(text: string): readonly string[] | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith("[") || !trimmed.endsWith("]")) return null;
  const inner = trimmed.slice(1, -1);
  if (inner.trim() === "") return [];
  const slices: string[] = [];
  let depth = 0;
  let start = 0;
  let inString = false;
  for (let index = 0; index < inner.length; index += 1) {
    const letter = inner[index];
    if (inString) {
      if (letter === "\\") index += 1;
      else if (letter === '"') inString = false;
    } else if (letter === '"') inString = true;
    else if (letter === "[" || letter === "{") depth += 1;
    else if (letter === "]" || letter === "}") depth -= 1;
    else if (letter === "," && depth === 0) {
      slices.push(inner.slice(start, index).trim());
      start = index + 1;
    }
    if (depth < 0) return null;
  }
  if (inString || depth !== 0) return null;
  slices.push(inner.slice(start).trim());
  return slices;
}

/** The string that a slice of JSON text stands for; null when it is `null` or no string. */
export function stringOf(slice: string | undefined): string | null {
  if (slice === undefined || !slice.startsWith('"')) return null;
  try {
    const value: unknown = JSON.parse(slice);
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}
