// `npm run conformance -- [DIR] [--only NAME]`: replays the golden traces of a folder against the simulated server.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { judge, report } from "../simulation/conformance/conformance-report.ts";
import { BadRecording, type Recording } from "../simulation/conformance/recording.ts";
import { readRecording } from "../simulation/conformance/recording-reader.ts";

const DEFAULT_FOLDER = "test/fixtures/golden/traces";
const EXTENSION = ".jsonl";

const USAGE = `Usage: npm run conformance -- [DIR] [--only NAME]

Replays every golden trace (NAME.jsonl) of a folder against the simulated server, and prints one line for
each trace that differs and for each that is skipped.

  DIR          the folder (default: ${DEFAULT_FOLDER})
  --only NAME  this trace alone
  --help       print this

Exit status: 0 no trace failed, 1 some did, 2 bad arguments or a bad trace file.
`;

class BadArguments extends Error {}

try {
  const folder = readArguments();
  if (folder === null) {
    process.stdout.write(USAGE);
  } else {
    const verdicts = readFolder(folder).map(judge);
    process.stdout.write(report(verdicts));
    process.exitCode = verdicts.some(({ is }) => is === "failed") ? 1 : 0;
  }
} catch (error) {
  if (!(error instanceof BadArguments)) throw error;
  process.stderr.write(`conformance: ${error.message}\n`);
  process.exitCode = 2;
}

type Folder = { readonly path: string; readonly only: string | null };

function readArguments(): Folder | null {
  const { values, positionals } = parse();
  if (values.help === true) return null;
  if (positionals.length > 1) throw new BadArguments(`one folder at a time, not ${positionals.length}`);
  return { path: positionals[0] ?? DEFAULT_FOLDER, only: values.only ?? null };
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { only: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    throw new BadArguments(messageOf(error));
  }
}

function readFolder({ path, only }: Folder): readonly Recording[] {
  const names = listNames(path);
  const chosen = names.filter((name) => only === null || name === only.replace(/\.jsonl$/, ""));
  if (chosen.length === 0) {
    throw new BadArguments(
      only === null ? `no trace (*${EXTENSION}) in ${path}` : `no trace "${only}" in ${path}`,
    );
  }
  return chosen.map((name) => readTrace(join(path, `${name}${EXTENSION}`), name));
}

function listNames(path: string): readonly string[] {
  try {
    const files = readdirSync(path).filter((file) => file.endsWith(EXTENSION));
    return files.map((file) => file.slice(0, -EXTENSION.length)).sort();
  } catch (error) {
    throw new BadArguments(`cannot read ${path}: ${messageOf(error)}`);
  }
}

function readTrace(file: string, name: string): Recording {
  try {
    return readRecording(name, new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file)));
  } catch (error) {
    if (error instanceof BadRecording) throw new BadArguments(`${file}:${error.line}: ${error.message}`);
    throw new BadArguments(`cannot read ${file}: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
