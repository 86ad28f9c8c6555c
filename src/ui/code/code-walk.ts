import type { CodeBinding, CodeLine, CodePassage, CodeView } from "../../simulation/simulator-api.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";
import { clip } from "../../trace/narration/words.ts";
import type { Cast } from "../cast.ts";
import { moment } from "../diagram/time-scale.ts";

/** One executed line, as the panel shows it. */
export type LineView = {
  readonly file: string;
  readonly line: number;
  /** `Module.function/arity`, or where the text stands when it is in no function. */
  readonly where: string;
  /** `line 2 of 4`, of those that the process ran in one go. */
  readonly place: string;
  readonly bindings: readonly BindingView[];
  readonly notes: readonly string[];
  readonly error: string | null;
  /** For those who hear it: the line, and what is bound now. */
  readonly spoken: string;
};

/** `change`: what became of it since the line of the same function before; null: nothing. */
export type BindingView = CodeBinding & { readonly change: "new" | "changed" | null };

/** What a row of the source has to do with the step. */
export type SourceRow = {
  readonly number: number;
  readonly text: string;
  /** `now`: the line that is looked at; `step`: it ran in this step; `ran`: before or after, in the same go. */
  readonly mark: "now" | "step" | "ran" | null;
  /** It was at work when the step's event was recorded. */
  readonly isEvents: boolean;
  readonly raised: boolean;
};

/** Why there is no Elixir to show, or only some that ran before; texts hold code words between backticks. */
export type Remark = { readonly text: string; readonly goTo: Seq | null };

/** Longer values are not read out. */
const SPOKEN = 80;

/** A line of a passage by its index, which must be one. */
export function lineView({ lines }: CodePassage, index: number): LineView {
  const line = lines[index];
  if (line === undefined) throw new RangeError(`there is no line ${index} of ${lines.length}`);
  const before = lines.slice(0, index).findLast((one) => one.function === line.function);
  const bindings = line.bindings.map((binding) => ({ ...binding, change: changeOf(binding, before) }));
  const place = `line ${position(lines, index)} of ${position(lines, lines.length - 1)}`;
  return {
    file: line.file,
    line: line.line,
    where: line.function ?? fileName(line.file),
    place,
    bindings,
    notes: notesOf(line),
    error: line.error,
    spoken: spokenOf(line, bindings, place),
  };
}

/** Counted with the lines that are not kept. */
function position(lines: readonly CodeLine[], index: number): number {
  return lines.slice(0, index + 1).reduce((sum, { leftOut }) => sum + leftOut, index + 1);
}

function changeOf({ name, text }: CodeBinding, before: CodeLine | undefined): BindingView["change"] {
  if (before === undefined) return null;
  const old = before.bindings.find((one) => one.name === name);
  if (old === undefined) return before.moreBindings > 0 ? null : "new";
  return old.text === text ? null : "changed";
}

function notesOf({ leftOut, moreBindings }: CodeLine): readonly string[] {
  return [
    ...(leftOut === 0 ? [] : [`${leftOut.toLocaleString("en-GB")} lines before this one are not kept.`]),
    ...(moreBindings === 0 ? [] : [`${moreBindings} more variables are not kept.`]),
  ];
}

function spokenOf({ file, line, error }: CodeLine, bindings: readonly BindingView[], place: string): string {
  const words = bindings.map(({ name, text, change }) =>
    change === null ? `${name}: ${clip(text, SPOKEN)}` : `${name}, ${change}: ${clip(text, SPOKEN)}`,
  );
  const bound = words.length === 0 ? "nothing is bound" : words.join("; ");
  const raised = error === null ? "" : ` It raises: ${error}.`;
  return `Line ${line} of ${fileName(file)}, ${place}.${raised} ${bound}.`;
}

/** The rows of the file in which the line `index` of the passage stands. */
export function sourceRows(text: string, passage: CodePassage, index: number): readonly SourceRow[] {
  const { lines, own, current } = passage;
  const at = lines[index];
  const here = (line: CodeLine | undefined, number: number) =>
    line !== undefined && line.file === at?.file && line.line === number;
  const isOwn = (place: number) => place >= own.from && place < own.to;
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((row, offset) => {
      const number = offset + 1;
      const runs = lines.flatMap((line, place) => (here(line, number) ? [{ line, place }] : []));
      const ran = runs.length === 0 ? null : runs.some(({ place }) => isOwn(place)) ? "step" : "ran";
      return {
        number,
        text: row,
        mark: here(at, number) ? "now" : ran,
        isEvents: here(lines[current], number),
        raised: runs.some(({ line }) => line.error !== null),
      };
    });
}

/** The next time that a row of the file shown is run, seen from the line `index`; null when it is not. */
export function nextRunOf({ lines }: CodePassage, index: number, number: number): number | null {
  const { file } = lines[index] ?? {};
  const isIt = (line: CodeLine) => line.file === file && line.line === number;
  const after = lines.findIndex((line, place) => place > index && isIt(line));
  const found = after === -1 ? lines.findIndex(isIt) : after;
  return found === -1 ? null : found;
}

/** Whose process it is, in a word or two. */
export function processName({ role, pid }: CodePassage, cast: Cast): string {
  if (role === null) return `#PID<0.${pid}.0>`;
  if (role.is === "other") return role.name;
  const viewer = cast.find(({ client }) => client === role.client)?.name ?? role.client;
  return role.is === "transport" ? `${viewer}'s transport` : `${viewer} on \`${role.topic}\``;
}

/** What is to be said of a step beyond its lines; null when they are its own. */
export function remarkOf(view: CodeView, event: TraceEvent, cast: Cast): Remark | null {
  const { relation, passages, forgotten } = view;
  if (relation === "runs") return null;
  if (forgotten) return { text: "This run is long: the lines of so early a step are not kept.", goTo: null };
  const none = `No Elixir runs in this step: ${instead(event)}.`;
  const [passage] = passages;
  if (passage === undefined) return { text: `${none} None has run for it yet.`, goTo: null };
  const { step, timeMs } = passage;
  const what = relation === "led_here" ? "This led to it" : `The last that ${whose(passage, cast)} ran`;
  return { text: `${none} ${what}, at ${moment(timeMs)}:`, goTo: step };
}

function whose(passage: CodePassage, cast: Cast): string {
  return passage.role?.is === "other" ? `\`${processName(passage, cast)}\`` : processName(passage, cast);
}

function instead(event: TraceEvent): string {
  switch (event.kind) {
    case "frame_sent":
    case "frame_arrived":
    case "frame_held":
    case "frame_lost":
      return "a frame is on its way";
    case "link_changed":
    case "link_profile_changed":
      return "it is the network that changes";
    case "input_applied":
    case "clock_advanced":
      return "it comes from outside the server";
    case "server_started":
    case "nodes_met":
    case "nodes_connected":
    case "nodes_disconnected":
    case "broadcast_forwarded":
    case "server_stopping":
    case "server_stopped":
    case "upgrade_accepted":
    case "upgrade_refused":
    case "server_connection_closed":
    case "broadcast_dispatched":
    case "row_stored":
    case "rows_read":
    case "row_sought":
    case "logged":
    case "process_started":
    case "process_exited":
    case "message_sent":
    case "process_slept":
    case "callback_entered":
    case "callback_returned":
      return "it is Phoenix's own doing";
    case "api_called":
    case "page_changed":
    case "page_threw":
    case "page_closed":
    case "visibility_changed":
    case "lifecycle_changed":
    case "timer_set":
    case "timer_fired":
    case "timer_cancelled":
    case "connection_opening":
    case "connection_opened":
    case "connection_closing":
    case "connection_errored":
    case "connection_closed":
      return "it happens in the browser";
  }
}

export function fileName(path: string): string {
  return path.split("/").at(-1) ?? path;
}
