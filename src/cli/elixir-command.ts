import { parseArgs } from "node:util";
import type { Source } from "../elixir/ast.ts";
import { load } from "../elixir/compiler/load.ts";
import { didYouMean, exceptionBanner } from "../elixir/exception-message.ts";
import { parseElixir, type SyntaxError as Unparsed } from "../elixir/parser/parser.ts";
import { Program } from "../elixir/program.ts";
import { runScript } from "../elixir/solo.ts";
import { SYSTEM_LIBRARY } from "../elixir/system-library.ts";
import { inspectIn } from "../elixir/text.ts";
import { Thrown } from "../elixir/thrown.ts";
import "../simulation/whole.ts";

/** What the command needs of the world outside. */
export type ElixirOutside = {
  /** The text of the file; throws an `Error` whose message says why it cannot be read. */
  readonly readFile: (file: string) => string;
};

/** 0: loaded and evaluated. 1: an error in the Elixir. 2: bad arguments. */
export type ElixirResult = { readonly exitCode: 0 | 1 | 2; readonly stdout: string; readonly stderr: string };

const USAGE = `Usage: npm run elixir -- [FILE.ex …] [options]

Loads Elixir modules with the evaluator that runs the lessons, and reports what is wrong with them.

  --eval 'EXPRESSION'  print the inspect of its value
  --eval-file FILE     take one expression a line and print one result a line, an error as
                       ** (ModuleOfTheError) message
  --help               print this

Exit status: 0 all is well, 1 an error in the Elixir, 2 bad arguments or a file that cannot be read.
`;

class BadArguments extends Error {}

/** The command without its surroundings: arguments in, output and exit status out. */
export function elixirCommand(args: readonly string[], outside: ElixirOutside): ElixirResult {
  try {
    const { values, positionals } = parse(args);
    if (values.help === true) return { exitCode: 0, stdout: USAGE, stderr: "" };
    const expression = values.eval;
    const evalFile = values["eval-file"];
    if (positionals.length === 0 && expression === undefined && evalFile === undefined) {
      throw new BadArguments("which file? Give the path of a .ex file, or --eval 'EXPRESSION'");
    }
    const files = positionals.map((file) => ({ file, text: read(outside, file) }));
    const loaded = loadFiles(files);
    if (loaded.problems.length > 0 && loaded.failed)
      return { exitCode: 1, stdout: "", stderr: `${loaded.problems.join("\n")}\n` };
    const stderr = loaded.problems.map((problem) => `${problem}\n`).join("");
    if (evalFile !== undefined) {
      const lines = read(outside, evalFile).split("\n");
      if (lines.at(-1) === "") lines.pop();
      const results = lines.map((line) => evaluateLine(line, loaded.sources));
      return { exitCode: 0, stdout: results.map((result) => `${result}\n`).join(""), stderr };
    }
    if (expression === undefined) return { exitCode: 0, stdout: "", stderr };
    const result = evaluate(expression, loaded.sources);
    const output = result.lines.map((line) => `${line}\n`).join("");
    if (result.ok) return { exitCode: 0, stdout: `${output}${result.text}\n`, stderr };
    return { exitCode: 1, stdout: output, stderr: `${stderr}${result.text}${result.hint}\n` };
  } catch (error) {
    if (error instanceof BadArguments)
      return { exitCode: 2, stdout: "", stderr: `elixir: ${error.message}\n` };
    throw error;
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        eval: { type: "string" },
        "eval-file": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new BadArguments(error instanceof Error ? error.message : String(error));
  }
}

function read(outside: ElixirOutside, file: string): string {
  try {
    return outside.readFile(file);
  } catch (error) {
    throw new BadArguments(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function loadFiles(files: readonly { readonly file: string; readonly text: string }[]) {
  const problems: string[] = [];
  const sources: Source[] = [];
  for (const { file, text } of files) {
    const parsed = parseElixir(text, file);
    if (parsed.ok) sources.push(parsed.source);
    else {
      problems.push(syntaxError(parsed.error, text));
    }
  }
  if (problems.length > 0) return { problems, failed: true, sources };
  const found = load(new Program(SYSTEM_LIBRARY), sources).problems;
  return {
    problems: found.map(({ severity, file, line, column, message }) =>
      severity === "error"
        ? `** (CompileError) ${file}:${line}:${column}: ${message}`
        : `warning: ${message}\n  ${file}:${line}:${column}`,
    ),
    failed: found.some(({ severity }) => severity === "error"),
    sources,
  };
}

/** As Elixir 1.14 prints it: with the line that is meant, but where the message itself says which lines are. */
function syntaxError({ file, line, column, exception, message }: Unparsed, text: string): string {
  const said = `** (${exception}) ${file}:${line}:${column}: ${message}`;
  const source = text.split("\n")[line - 1] ?? "";
  if (
    source === "" ||
    /is missing terminator|before: "\D/.test(message) ||
    message.startsWith("unexpected reserved word")
  )
    return said;
  return `${said}\n    |\n${String(line).padStart(3)} | ${source}\n    | ${" ".repeat(column - 1)}^`;
}

type Evaluated = {
  readonly ok: boolean;
  readonly text: string;
  readonly hint: string;
  readonly lines: readonly string[];
};

function evaluate(expression: string, sources: readonly Source[]): Evaluated {
  const parsed = parseElixir(expression, "nofile");
  if (!parsed.ok) {
    return { ok: false, text: syntaxError(parsed.error, expression), hint: "", lines: [] };
  }
  const program = new Program(SYSTEM_LIBRARY);
  load(program, sources);
  const { script, problems } = load(program, [parsed.source]);
  const wrong = problems.find(({ severity }) => severity === "error");
  if (wrong !== undefined) {
    return {
      ok: false,
      text: `** (CompileError) nofile:${wrong.line}:${wrong.column}: ${wrong.message}`,
      hint: "",
      lines: [],
    };
  }
  if (script === null) return { ok: true, text: "nil", hint: "", lines: [] };
  const outcome = runScript(program, script);
  const { lines } = outcome;
  switch (outcome.is) {
    case "value":
      return { ok: true, text: inspectIn(outcome.cx, outcome.value), hint: "", lines };
    case "thrown":
      return {
        ok: false,
        text: exceptionBanner(program, outcome.thrown),
        hint: didYouMean(program, outcome.thrown.value),
        lines,
      };
    case "exited": {
      const text = exceptionBanner(program, new Thrown("exit", outcome.reason));
      return { ok: false, text: text.replace("(exit)", "(EXIT from #PID<0.1.0>)"), hint: "", lines };
    }
    case "stopped":
      return { ok: false, text: `** (exit) killed: ${outcome.why}`, hint: "", lines };
  }
}

/** One line for one line: breaks in a message are written as `\n`. */
function evaluateLine(line: string, sources: readonly Source[]): string {
  return evaluate(line, sources).text.replaceAll("\n", "\\n");
}
