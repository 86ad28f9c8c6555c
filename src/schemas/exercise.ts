import type { JsonObject } from "../protocol/json.ts";
import type { ClientId } from "../trace/ids.ts";
import type { TimedInput } from "../trace/input.ts";
import type { Expectation, ServerCode } from "./scenario.ts";
import type { PageProgramName, ServerFileName } from "./scenario-cast.ts";

/** An exercise as the page and the checker have it: validated, defaults filled in, without its solution. */
export type Exercise = {
  readonly id: string;
  readonly title: string;
  /** One paragraph; code words stand in backticks. */
  readonly question: string;
  /** Rows of the curriculum that it practises; two at most. */
  readonly covers: readonly string[];
  /** The scenario that it is about; its simulator stands on the same page. */
  readonly scenario: string;
  readonly task: ExerciseTask;
};

export type ExerciseTask =
  | PredictTask
  | OrderTask
  | ExplainTask
  | BuildTask
  | ChooseTask
  | WriteTask
  | WritePageTask;

/** What will the next frame be? Answered field by field. */
export type PredictTask = {
  readonly is: "predict";
  readonly variant: string;
  /** The moment before the frame, in milliseconds. */
  readonly atMs: number;
  readonly client: ClientId;
  readonly direction: "up" | "down";
  readonly fields: readonly PredictField[];
};

export type PredictField = {
  readonly name: FrameField;
  /** To choose among; empty: the reader writes. */
  readonly choices: readonly string[];
};

/** A place in the frame, or `payload.` and a key of it (`payload.response.reason` goes deeper). */
export type FrameField = "join_ref" | "ref" | "topic" | "event" | `payload.${string}`;

/** In which order do these frames come? Written down in an order that is not it. */
export type OrderTask = {
  readonly is: "order";
  readonly variant: string;
  readonly items: readonly OrderItem[];
};

export type OrderItem = {
  readonly id: string;
  readonly label: string;
  readonly frame: FramePattern;
};

/** The `nth` frame that fits, when it is sent or when it arrives. */
export type FramePattern = {
  readonly moment: "sent" | "arrived";
  readonly client: ClientId;
  readonly direction: "up" | "down";
  readonly event: string;
  readonly topic: string | null;
  readonly payload: JsonObject | null;
  readonly nth: number;
};

/** Which fault explains what this viewer's client saw? */
export type ExplainTask = {
  readonly is: "explain";
  readonly variant: string;
  readonly client: ClientId;
  /** The option whose run is shown. */
  readonly shown: string;
  readonly options: readonly FaultOption[];
};

export type FaultOption = {
  readonly id: string;
  readonly label: string;
  /** They come on top of the scenario's own. */
  readonly inputs: readonly TimedInput[];
};

/** Make a run in the simulator that reaches the goal. */
export type BuildTask = {
  readonly is: "build";
  readonly variant: string;
  /** How long the world goes on after the last thing that was done, in milliseconds. */
  readonly settleMs: number;
  /** Inputs of these kinds may be used; empty: any. */
  readonly allowed: readonly string[];
  readonly goal: readonly Expectation[];
};

/** Set the options so that everything holds, wherever the faults fall. */
export type ChooseTask = {
  readonly is: "choose";
  readonly groups: readonly ChooseGroup[];
  readonly faults: readonly FaultPlacement[];
  readonly goal: readonly Expectation[];
};

export type ChooseGroup = {
  readonly id: string;
  readonly label: string;
  /** The first one is set at the start. */
  readonly options: readonly ChooseOption[];
};

export type ChooseOption = {
  readonly id: string;
  readonly label: string;
  readonly page: PageProgramName | null;
  readonly server: readonly ServerFileName[] | null;
  /** As of a scenario's variant: the option's server compiled, for a run. */
  readonly serverCode?: ServerCode;
};

/** Change a module of the server so that everything holds, wherever the faults fall. */
export type WriteTask = {
  readonly is: "write";
  /** The pages' program; null: that of the scenario's first variant. */
  readonly page: PageProgramName | null;
  /** The file to change, from the project's folder. */
  readonly file: string;
  /** The whole server as it stands before the reader has changed anything. */
  readonly server: readonly { readonly file: string; readonly text: string }[];
  readonly faults: readonly FaultPlacement[];
  readonly goal: readonly Expectation[];
};

/** Change the pages' program so that everything holds, wherever the faults fall. */
export type WritePageTask = {
  readonly is: "write_page";
  /** The program to change; it is the page of every viewer who has none of their own. */
  readonly page: PageProgramName;
  /** Its text as it stands before the reader has changed anything. */
  readonly text: string;
  /** The variant of the scenario whose server it meets. */
  readonly variant: string;
  readonly faults: readonly FaultPlacement[];
  readonly goal: readonly Expectation[];
};

/** Inputs that are moved through the run: once at every moment from `fromMs` to `toMs`. */
export type FaultPlacement = {
  readonly label: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly everyMs: number;
  /** Their times count from the placement. */
  readonly inputs: readonly TimedInput[];
};

export type Answer =
  | { readonly to: "predict"; readonly fields: { readonly [name: string]: string } }
  | { readonly to: "order"; readonly order: readonly string[] }
  | { readonly to: "explain"; readonly choice: string | null }
  | { readonly to: "choose"; readonly choices: { readonly [group: string]: string } }
  /** The whole file, as the reader left it. */
  | { readonly to: "write"; readonly text: string }
  /** The inputs of the whole run, the script's included. */
  | { readonly to: "build"; readonly variant: string; readonly inputs: readonly TimedInput[] };

/** The file of a task as it stands before the reader has changed anything. */
export function startOf(task: WriteTask | WritePageTask): string {
  if (task.is === "write_page") return task.text;
  return task.server.find((one) => one.file === task.file)?.text ?? "";
}
