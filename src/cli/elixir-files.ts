import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ElixirApp } from "../elixir/elixir-app.ts";
import { parseElixir } from "../elixir/parser/parser.ts";

/** Parses and compiles all `.ex` files of a folder. Throws an `Error` that names file, line and column. */
export function readElixirApp(folder: string): ElixirApp {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ex"))
    .sort();
  if (files.length === 0) throw new Error(`no Elixir (*.ex) in ${folder}`);
  const sources = files.map((file) => {
    const path = join(folder, file);
    const parsed = parseElixir(readFileSync(path, "utf8"), path);
    if (parsed.ok) return parsed.source;
    const { line, column, exception, message } = parsed.error;
    throw new Error(`${path}:${line}:${column}: ** (${exception}) ${message}`);
  });
  const app = new ElixirApp(sources);
  if (!app.failed) return app;
  const lines = app.problems
    .filter(({ severity }) => severity === "error")
    .map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  throw new Error(lines.join("\n"));
}
