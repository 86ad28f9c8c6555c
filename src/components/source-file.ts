const FILES: Readonly<Record<string, string>> = import.meta.glob("/content/**/*.{ex,exs,js,ts,yaml}", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The text of a file under `content/`, whole or in part; throws when there is no such file or part. */
export function readSource(
  file: string,
  part: { readonly lines?: string; readonly region?: string },
): string {
  const text = FILES[`/${file}`];
  if (text === undefined) throw new Error(`There is no file ${file} to show.`);
  const rows = text.replace(/\n$/, "").split("\n");
  if (part.region !== undefined) return dedent(regionOf(rows, part.region, file));
  if (part.lines !== undefined) return dedent(linesOf(rows, part.lines, file));
  return rows.filter((row) => markerOf(row) === null).join("\n");
}

/** The text of a file under `content/` as it stands; throws when there is none. */
export function wholeSource(file: string): string {
  const text = FILES[`/${file}`];
  if (text === undefined) throw new Error(`There is no file ${file}.`);
  return text;
}

/** The number, in the file, of the first line of a part of it. */
export function firstLine(file: string, part: { readonly lines?: string; readonly region?: string }): number {
  if (part.lines !== undefined) return Number.parseInt(part.lines, 10);
  if (part.region === undefined) return 1;
  const { region } = part;
  const rows = (FILES[`/${file}`] ?? "").split("\n");
  return (
    2 +
    rows.findIndex((row) => {
      const marker = markerOf(row);
      return marker !== null && marker !== "close" && marker.open === region;
    })
  );
}

/** `# region: name` (or `// region: name`) opens a part of a file, `# endregion` closes it. */
function markerOf(row: string): { readonly open: string } | "close" | null {
  const marker = /^\s*(?:#|\/\/)\s*(region:\s*(?<name>[\w-]+)|endregion)\s*$/.exec(row);
  if (marker === null) return null;
  const name = marker.groups?.["name"];
  return name === undefined ? "close" : { open: name };
}

function regionOf(rows: readonly string[], region: string, file: string): readonly string[] {
  const start = rows.findIndex((row) => {
    const marker = markerOf(row);
    return marker !== null && marker !== "close" && marker.open === region;
  });
  if (start === -1) throw new Error(`${file} has no region ${region}.`);
  const length = rows.slice(start + 1).findIndex((row) => markerOf(row) === "close");
  if (length === -1) throw new Error(`The region ${region} of ${file} is not closed.`);
  return rows.slice(start + 1, start + 1 + length);
}

/** `"3-9"` or `"4"`, counted from 1, both ends included. */
function linesOf(rows: readonly string[], lines: string, file: string): readonly string[] {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(lines) ?? [];
  const first = Number(from);
  const last = to === undefined ? first : Number(to);
  if (!(first >= 1 && last >= first && last <= rows.length)) {
    throw new Error(`${file} has no lines ${lines}; it has 1-${rows.length}.`);
  }
  return rows.slice(first - 1, last);
}

function dedent(rows: readonly string[]): string {
  const indents = rows.filter((row) => row.trim() !== "").map((row) => row.length - row.trimStart().length);
  const indent = Math.min(...indents);
  return rows.map((row) => row.slice(Number.isFinite(indent) ? indent : 0)).join("\n");
}
