import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runScenario } from "../simulation/run.ts";
import { withServerCode } from "../simulation/server-code.ts";
import "../simulation/whole.ts";
import { type RunScenario, simulate } from "./simulate-command.ts";

// The one place where the command line and the simulation meet.
const run: RunScenario = (scenario, options) => {
  const finished = runScenario(withServerCode(scenario, readContent), options);
  return { events: finished.events, stateAt: (client, atMs) => finished.stateAt(client, atMs) };
};

/** Beside the command's own 0, 1 and 2: the simulator itself failed, which is a bug. */
const BUG = 3;

// `| head` closes the pipe early; that is no failure of the run.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
try {
  const { exitCode, stdout, stderr } = simulate(process.argv.slice(2), { readFile, run });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  // Not `process.exit`, which would cut off what a pipe has not taken yet.
  process.exitCode = exitCode;
} catch (error) {
  console.error(error);
  process.exitCode = BUG;
}

/** A file of the site, wherever the command is called. */
function readContent(file: string): string {
  return readFile(join(import.meta.dirname, "../..", file));
}

function readFile(file: string): string {
  const bytes = readFileSync(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("it is not UTF-8 text");
  }
}
