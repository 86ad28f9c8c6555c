const FILES = import.meta.glob<string>("/content/{app,channels}/*.ex", { query: "?raw", import: "default" });

/** The text of a file of the lessons' servers, by its path from the project's folder; loaded when it is asked for. */
export async function sourceOf(file: string): Promise<string> {
  const load = FILES[`/${file}`];
  if (load === undefined) throw new Error(`There is no file ${file}.`);
  return load();
}
