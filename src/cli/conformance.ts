// `npm run conformance`: replays the golden traces of a folder against the simulated server.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { ElixirApp } from "../elixir/elixir-app.ts";
import { judge, report } from "../simulation/conformance/conformance-report.ts";
import { BadRecording, type Recording } from "../simulation/conformance/recording.ts";
import { readRecording } from "../simulation/conformance/recording-reader.ts";
import { startElixir, startGolden } from "../simulation/conformance/replay.ts";
import "../simulation/whole.ts";
import { readElixirApp } from "./elixir-files.ts";

const DEFAULT_FOLDER = "test/fixtures/golden/traces";
const EXTENSION = ".jsonl";
const GOLDEN_APP = "test/fixtures/golden/app";

const USAGE = `Usage: npm run conformance -- [DIR] [options]

Replays every golden trace (NAME.jsonl) of a folder against the simulated server, and prints one line for
each trace that differs and for each that is skipped.

  DIR                  the folder (default: ${DEFAULT_FOLDER})
  --only NAME          this trace alone
  --modules LANGUAGE   which modules the server runs: elixir (the default; the .ex files themselves) or
                       typescript (the twins of the golden application's)
  --app DIR            a folder of .ex files in place of the golden application (${GOLDEN_APP}):
                       its Application is started, its Endpoint's sockets are mounted
  --help               print this

Exit status: 0 no trace failed, 1 some did, 2 bad arguments, a bad trace file or an error in the Elixir.
`;

class BadArguments extends Error {}

try {
  const folder = readArguments();
  if (folder === null) {
    process.stdout.write(USAGE);
  } else {
    const start = folder.app === null ? startGolden : startElixir(loadApp(folder.app));
    const verdicts = readFolder(folder).map((recording) => judge(recording, start));
    process.stdout.write(report(verdicts));
    process.exitCode = verdicts.some(({ is }) => is === "failed") ? 1 : 0;
  }
} catch (error) {
  if (!(error instanceof BadArguments)) throw error;
  process.stderr.write(`conformance: ${error.message}\n`);
  process.exitCode = 2;
}

type Folder = {
  readonly path: string;
  readonly only: string | null;
  /** The folder with the Elixir files; null: the modules in TypeScript. */
  readonly app: string | null;
};

function readArguments(): Folder | null {
  const { values, positionals } = parse();
  if (values.help === true) return null;
  if (positionals.length > 1) throw new BadArguments(`one folder at a time, not ${positionals.length}`);
  const { modules = "elixir", app } = values;
  if (modules !== "elixir" && modules !== "typescript") {
    throw new BadArguments(`--modules is elixir or typescript, not ${modules}`);
  }
  if (modules === "typescript" && app !== undefined) throw new BadArguments("--app is written in Elixir");
  return {
    path: positionals[0] ?? DEFAULT_FOLDER,
    only: values.only ?? null,
    app: modules === "elixir" ? (app ?? GOLDEN_APP) : null,
  };
}

function loadApp(path: string): ElixirApp {
  try {
    return readElixirApp(path);
  } catch (error) {
    throw new BadArguments(messageOf(error));
  }
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        only: { type: "string" },
        modules: { type: "string" },
        app: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new BadArguments(messageOf(error));
  }
}

function readFolder({ path, only, app }: Folder): readonly Recording[] {
  const names = listNames(path);
  const chosen = names.filter((name) => only === null || name === only.replace(/\.jsonl$/, ""));
  if (chosen.length === 0) {
    throw new BadArguments(
      only === null ? `no trace (*${EXTENSION}) in ${path}` : `no trace "${only}" in ${path}`,
    );
  }
  return chosen.map((name) => readTrace(join(path, `${name}${EXTENSION}`), name, app !== null));
}

function listNames(path: string): readonly string[] {
  try {
    const files = readdirSync(path).filter((file) => file.endsWith(EXTENSION));
    return files.map((file) => file.slice(0, -EXTENSION.length)).sort();
  } catch (error) {
    throw new BadArguments(`cannot read ${path}: ${messageOf(error)}`);
  }
}

function readTrace(file: string, name: string, ownControls: boolean): Recording {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
    return readRecording(name, text, { ownControls });
  } catch (error) {
    if (error instanceof BadRecording) throw new BadArguments(`${file}:${error.line}: ${error.message}`);
    throw new BadArguments(`cannot read ${file}: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
