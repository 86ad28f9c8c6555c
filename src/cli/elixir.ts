import { readFileSync } from "node:fs";
import { elixirCommand } from "./elixir-command.ts";

/** Beside the command's own 0, 1 and 2: the evaluator itself failed, which is a bug. */
const BUG = 3;

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
try {
  const { exitCode, stdout, stderr } = elixirCommand(process.argv.slice(2), { readFile });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = exitCode;
} catch (error) {
  console.error(error);
  process.exitCode = BUG;
}

function readFile(file: string): string {
  const bytes = readFileSync(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("it is not UTF-8 text");
  }
}
