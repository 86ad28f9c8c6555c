import { withoutTypes } from "../../schemas/page-text.ts";

const FILES = import.meta.glob<string>(["/content/{app,channels}/*.ex", "/content/pages/*.js"], {
  query: "?raw",
  import: "default",
});

/**
 * The text of a file of the lessons' servers or pages, by its path from the project's folder; loaded when it is asked for.
 */
export async function sourceOf(file: string): Promise<string> {
  const load = FILES[`/${file}`];
  if (load === undefined) throw new Error(`There is no file ${file}.`);
  const text = await load();
  return file.endsWith(".js") ? withoutTypes(text) : text;
}
