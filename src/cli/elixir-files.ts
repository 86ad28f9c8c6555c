import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Source } from "../elixir/ast.ts";
import { load } from "../elixir/compiler/load.ts";
import { ElixirApp } from "../elixir/elixir-app.ts";
import { parseElixir } from "../elixir/parser/parser.ts";
import { Program } from "../elixir/program.ts";
import { SYSTEM_LIBRARY } from "../elixir/system-library.ts";
import "../simulation/whole.ts";

/** Parses and compiles all `.ex` files of a folder. Throws an `Error` that names file, line and column. */
export function readElixirApp(folder: string): ElixirApp {
  const sources = readSources(folder);
  const program = new Program(SYSTEM_LIBRARY);
  const errors = load(program, sources).problems.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return new ElixirApp(program);
  const lines = errors.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  throw new Error(lines.join("\n"));
}

/** Parses all `.ex` files of a folder, in the order of their names. */
export function readSources(folder: string): readonly Source[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ex"))
    .sort();
  if (files.length === 0) throw new Error(`no Elixir (*.ex) in ${folder}`);
  return files.map((file) => {
    const path = join(folder, file);
    const parsed = parseElixir(readFileSync(path, "utf8"), path);
    if (parsed.ok) return parsed.source;
    const { line, column, exception, message } = parsed.error;
    throw new Error(`${path}:${line}:${column}: ** (${exception}) ${message}`);
  });
}
