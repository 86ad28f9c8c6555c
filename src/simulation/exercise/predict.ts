import type { JsonValue } from "../../protocol/json.ts";
import type { FrameField, PredictTask } from "../../schemas/exercise.ts";
import type { Scenario } from "../../schemas/scenario.ts";
import type { TraceEvent } from "../../trace/event.ts";
import { runScenario } from "../run.ts";
import { seedsOf, shownRun, type Verdict } from "./verdict.ts";
import { type FrameSent, fieldOf, messageIn, type WireMessage } from "./wire-message.ts";

/** Compares what the reader foretold with the frame that the run brings next, with every seed. */
export function checkPrediction(
  scenario: Scenario,
  task: PredictTask,
  answers: { readonly [name: string]: string },
): Verdict {
  for (const seed of seedsOf(scenario)) {
    const run = runScenario(scenario, { variant: task.variant, seed });
    const { events } = run;
    const next = nextFrame(events, task);
    if (next === null) throw new RangeError(`nothing comes after ${task.atMs} ms`);
    const { message } = next;
    const wrong = task.fields.filter(({ name }) => !isSaid(answers[name], fieldOf(message, name)));
    if (wrong.length === 0) continue;
    return {
      passed: false,
      said: wrong.map(({ name }) => reproach(name, answers[name], fieldOf(message, name))),
      // The answer is not given away: the moment before it is shown.
      show: shownRun(
        run,
        events.findLast(({ timeMs }) => timeMs <= task.atMs),
        true,
      ),
    };
  }
  const run = runScenario(scenario, { variant: task.variant });
  const next = nextFrame(run.events, task);
  return {
    passed: true,
    said: ["That is the frame."],
    show: shownRun(run, next?.event, true),
  };
}

function nextFrame(
  events: readonly TraceEvent[],
  { atMs, client, direction }: PredictTask,
): { readonly event: FrameSent; readonly message: WireMessage } | null {
  for (const event of events) {
    if (event.kind !== "frame_sent" || event.timeMs <= atMs) continue;
    if (event.client !== client || event.direction !== direction) continue;
    const message = messageIn(event);
    if (message !== null) return { event, message };
  }
  return null;
}

/** Whether the reader's text names the value: a string with or without its quotes, anything else as JSON. */
export function isSaid(text: string | undefined, value: JsonValue | undefined): boolean {
  const said = (text ?? "").trim();
  if (said === "") return false;
  if (value === undefined) return said === "nothing";
  if (typeof value === "string") return said === value || said === JSON.stringify(value);
  return said.replaceAll(/\s/g, "") === JSON.stringify(value);
}

function reproach(field: FrameField, text: string | undefined, value: JsonValue | undefined): string {
  const said = (text ?? "").trim();
  if (said === "") return `\`${field}\` is still open.`;
  const kind =
    value === null || value === undefined
      ? ""
      : typeof value === "string"
        ? " It is a text."
        : " It is no text.";
  return `\`${field}\` is not \`${said}\`.${value === null ? " Think of who sends the frame, and whether anybody waits for an answer to it." : kind}`;
}
