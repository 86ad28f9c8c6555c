import type { NodeName } from "../ids.ts";

/** A code word between backticks, short enough to stand in a sentence. */
export function code(text: string): string {
  return `\`${clip(text.replaceAll("`", "'"), 36)}\``;
}

/** Words of a viewer, between quotation marks. */
export function quote(text: string): string {
  return `“${clip(text.replaceAll("`", "'"), 60)}”`;
}

/** At most `length` characters, the last of them an ellipsis when something was cut off. */
export function clip(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}

/** `50 ms`, `1.5 s`: milliseconds below a second, seconds from there on. */
export function duration(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

/** `1.5 s`, `25 h`, `14 days`: whole hours and days by their names. */
export function longDuration(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours < 1 || !Number.isInteger(hours)) return duration(ms);
  return hours >= 48 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} h`;
}

/** `annotation 2`, `annotations 2 and 3`, `annotations 2, 3 and 4`, `6 annotations`. */
export function annotations(ids: readonly number[]): string {
  if (ids.length === 0) return "no annotations";
  if (ids.length > 5) return `${ids.length} annotations`;
  const [last] = ids.slice(-1);
  return ids.length === 1 ? `annotation ${last}` : `annotations ${ids.slice(0, -1).join(", ")} and ${last}`;
}

/** For the first word of a sentence. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Who is meant: the server, or one node of it. */
export function serverOf(node: NodeName | undefined): string {
  return node === undefined ? "the server" : `node ${code(node)}`;
}
