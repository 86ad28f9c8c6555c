import { load } from "../../src/elixir/compiler/load.ts";
import type { StepListener } from "../../src/elixir/context.ts";
import { exceptionBanner } from "../../src/elixir/exception-message.ts";
import type { Limits } from "../../src/elixir/limit.ts";
import { parseElixir } from "../../src/elixir/parser/parser.ts";
import { Program } from "../../src/elixir/program.ts";
import { type Outcome, runScript } from "../../src/elixir/solo.ts";
import { SYSTEM_LIBRARY } from "../../src/elixir/system-library.ts";
import "../../src/simulation/whole.ts";
import { inspectIn } from "../../src/elixir/text.ts";

/** Parses, compiles and runs a text that must have no errors. */
export function run(text: string, options: { limits?: Limits; listener?: StepListener } = {}): Outcome {
  const parsed = parseElixir(text, "test.ex");
  if (!parsed.ok) throw new Error(parsed.error.message);
  const program = new Program(SYSTEM_LIBRARY);
  // Through JSON, as a lesson's modules reach the page.
  const { script, problems } = load(program, [JSON.parse(JSON.stringify(parsed.source))]);
  if (script === null) throw new Error(problems.map(({ message }) => message).join("\n"));
  return runScript(program, script, options);
}

/** What a text's run comes to, in one line. */
export function result(text: string, options: { limits?: Limits; listener?: StepListener } = {}): string {
  const outcome = run(text, options);
  switch (outcome.is) {
    case "value":
      return inspectIn(outcome.cx, outcome.value);
    case "thrown":
      return exceptionBanner(outcome.cx.program, outcome.thrown);
    case "exited":
      return `exited: ${inspectIn(outcome.cx, outcome.reason)}`;
    case "stopped":
      return `stopped: ${outcome.why}`;
  }
}

/** What the parser or the compiler has to say, as `line:column: message`. */
export function problems(text: string): string[] {
  const parsed = parseElixir(text, "test.ex");
  if (!parsed.ok) return [`${parsed.error.line}:${parsed.error.column}: ${parsed.error.message}`];
  return load(new Program(SYSTEM_LIBRARY), [parsed.source]).problems.map(
    ({ severity, line, column, message }) =>
      `${severity === "warning" ? "warning: " : ""}${line}:${column}: ${message}`,
  );
}
