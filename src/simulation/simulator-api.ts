import type { Brand } from "../protocol/brand.ts";
import type { JsonValue } from "../protocol/json.ts";
import type { Answer, Exercise } from "../schemas/exercise.ts";
import type { Scenario, ServerCode } from "../schemas/scenario.ts";
import type { ClientInside } from "../trace/client-inside.ts";
import type { ClientStanding } from "../trace/client-state.ts";
import type { ChannelCallback, LinkState, PageView, ProcessRole, TraceEvent } from "../trace/event.ts";
import type { ClientId, NodeName, Pid, PushId, Seq } from "../trace/ids.ts";
import type { Input, TimedInput } from "../trace/input.ts";
import type { TopicPresence } from "../trace/presence.ts";
import type { SupervisionNode } from "../trace/supervision.ts";
import type { Verdict } from "./exercise/verdict.ts";
import type { ConsoleLine } from "./page-code.ts";
import type { Truth } from "./past-run.ts";

export type RunId = Brand<number, "RunId">;

/** What the page asks of the worker: coarse calls, plain data both ways. */
export interface SimulatorApi {
  /** Starts a run of a scenario. With `inputs` it replays that log instead of the script (restoring a run). */
  load(request: LoadRequest): RunView;
  /** The moment at or before `seq`: reads the recorded trace, runs nothing. */
  seek(run: RunId, seq: Seq): StepView;
  /** The next or previous step. Stepping forward at the end lets the world go on until something happens. */
  step(run: RunId, from: Seq, direction: "forward" | "back"): StepView;
  /** Does something right after the moment `seq`: history up to there stays, what the script had planned
   *  after it is dropped, and a new run comes back. The old run stays. */
  apply(run: RunId, seq: Seq, input: Input): RunView;
  /** Takes over at the moment `seq` without doing anything yet. */
  fork(run: RunId, seq: Seq): RunView;
  /** The sentence of every step of a run, in order; with `seqs`, of these events instead. */
  sentences(run: RunId, seqs?: readonly Seq[]): readonly string[];
  /** Checks an answer by running the simulation. The checks are loaded at the first call. */
  check(scenario: Scenario, exercise: Exercise, answer: Answer): Promise<Verdict>;
  /** What a statechart did up to that moment; null when there is none of that name. They are loaded at the first call. */
  machine(run: RunId, seq: Seq, name: MachineName): Promise<MachineHistory | null>;
  /** The server's processes in their supervision tree at that moment, and what the step changed about them. */
  processes(run: RunId, seq: Seq): Promise<ProcessesView>;
  /** What clients and processes keep inside at that moment. Its first call makes the run again, with somebody who looks on. */
  inside(run: RunId, seq: Seq): Promise<InsideView>;
  /** Compiles the whole server's Elixir; runs none of it. Parser and compiler are loaded at the first call. */
  compile(files: readonly ServerText[]): Promise<CompiledServer>;
  /** The stops at which a client's socket or one of its channels was in another state than at the stop before. */
  changes(run: RunId): readonly StateChange[];
  /** Two runs of one scenario, stop beside stop. The comparison is loaded at the first call. */
  compare(left: RunId, right: RunId): Promise<Comparison>;
  /** What lets somebody look at a run without its world; `seq`: its last event, as far as the caller knows. */
  recordOf(run: RunId, seq: Seq): RunRecord;
  /** The lines of Elixir that the step runs. Its first call makes the run again, with somebody who looks on. */
  code(run: RunId, seq: Seq): Promise<CodeView>;
}

/** A stop at which a client says something else of itself. */
export type StateChange = { readonly seq: Seq; readonly client: ClientId };

/** A file with Elixir of the server, and what stands in it. */
export type ServerText = { readonly file: string; readonly text: string };

/** What became of the server's Elixir: code to run, unless a problem is an error. */
export type CompiledServer = {
  readonly code: ServerCode | null;
  readonly problems: readonly CodeProblem[];
};

/** What is wrong with a place in a file of Elixir, or of a page; line and column count from 1. */
export type CodeProblem = {
  readonly severity: "error" | "warning";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** As the language words it. */
  readonly message: string;
};

export type LoadRequest = {
  readonly scenario: Scenario;
  readonly variant: string;
  readonly seed: number;
  readonly inputs?: readonly TimedInput[];
  /** How far it goes by itself, in virtual milliseconds, if that is further than it would go anyway. */
  readonly untilMs?: number;
  /** What the run is known to be: then it is looked at, and nothing is run before somebody acts. */
  readonly recorded?: RunRecord;
};

/** A run as it was recorded: its trace, and where each client's own state changed. */
export type RunRecord = {
  readonly events: readonly TraceEvent[];
  /** Of a client's pushes each names those that are new or in another state than it said before. */
  readonly truths: readonly Truth[];
  /** It comes from a file, not from this site: it can be looked at, and nothing of it is ever run. */
  readonly lookOnly?: true;
};

/** Two runs, stop beside stop. */
export type Comparison = {
  readonly rows: readonly ComparedRow[];
  /** The first row in which they differ; null when they do not. */
  readonly first: number | null;
};

export type ComparedRow = {
  /** Null: the other run alone has it. */
  readonly left: ComparedStop | null;
  readonly right: ComparedStop | null;
  /** `time`: the same, earlier or later. `content`: as a sentence the same, but not in what was sent or kept. */
  readonly difference: "none" | "time" | "content" | "missing";
};

export type ComparedStop = { readonly seq: Seq; readonly timeMs: number; readonly sentence: string };

/** A whole run, as the page needs it to draw it. */
export type RunView = {
  readonly run: RunId;
  readonly parent: RunId | null;
  readonly variant: string;
  readonly seed: number;
  /** What replays this run exactly. */
  readonly inputs: readonly TimedInput[];
  readonly events: readonly TraceEvent[];
  /** The events worth a stop when stepping, ascending. */
  readonly steps: readonly Seq[];
  /** The moment to show first. */
  readonly at: StepView;
  /** What the reader's own page wrote to its console; left out when it wrote nothing. */
  readonly console?: readonly ConsoleLine[];
};

/** Everything there is to show at one moment. */
export type StepView = {
  readonly seq: Seq;
  readonly timeMs: number;
  readonly narration: Narration;
  readonly clients: readonly ClientView[];
  readonly processes: readonly ProcessView[];
  readonly serverUp: boolean;
  /** Events that this call added to the end of the run; empty for a look at the past. */
  readonly appended: readonly TraceEvent[];
  /** The stops among the appended events. */
  readonly appendedSteps: readonly Seq[];
};

/** One sentence for a step: what happened, and why. Names are plain text, code words stand in backticks. */
export type Narration = { readonly text: string };

export type ClientView = {
  readonly client: ClientId;
  readonly link: LinkState;
  /** Whether the page is in another tab; left out while it is not. */
  readonly hidden?: true;
  readonly page: PageView | null;
  /** What the official client says of itself, once the callback of that moment has returned. */
  readonly state: ClientStanding;
};

/** A process that lives at that moment. */
export type ProcessView = {
  readonly pid: Pid;
  readonly role: ProcessRole;
};

/** The server's processes at one moment. */
export type ProcessesView = {
  /** What is there as long as the server runs. */
  readonly supervision: SupervisionNode;
  /** From the oldest to the youngest; empty while the server is down. */
  readonly living: readonly LivingProcess[];
  /** Processes that ended since the stop before. */
  readonly ended: readonly EndedProcess[];
};

type PlacedProcess = ProcessView & {
  /** Where it runs, if the server is made of several nodes. */
  readonly node?: NodeName;
  /** The name of its supervisor in the tree; null when the tree has none for it. */
  readonly supervisor: string | null;
  /** Who had it started: a transport its channel processes. Null: the application itself. */
  readonly startedBy: Pid | null;
};

export type LivingProcess = PlacedProcess & {
  readonly activity: ProcessActivity;
  /** Messages in its mailbox that it has not read. */
  readonly mailbox: number;
  /** The processes whose end it will be told of. */
  readonly monitors: readonly Pid[];
  /** What a channel process keeps in its socket for the next callback; null before `join/3` has returned. */
  readonly assigns: JsonValue;
  /** What its assigns were at the stop before; left out when it did not live then. */
  readonly assignsBefore?: JsonValue;
  /** What became of it since the stop before; null: nothing. */
  readonly change: "started" | "changed" | null;
};

export type EndedProcess = PlacedProcess & {
  /** The exit reason as Elixir inspects it; null when the whole server went. */
  readonly reason: string | null;
  readonly crashed: boolean;
};

/** What a process does. */
export type ProcessActivity =
  /** It has been started and has not run yet. */
  | { readonly is: "starting" }
  /** It waits for its next message. */
  | { readonly is: "looping" }
  | { readonly is: "running"; readonly callback: ChannelCallback; readonly about: string }
  /** In the middle of a callback it waits for another process's answer. */
  | { readonly is: "calling"; readonly callback: ChannelCallback; readonly about: string }
  | {
      readonly is: "sleeping";
      readonly callback: ChannelCallback;
      readonly about: string;
      readonly untilMs: number;
    }
  /** A transport that reads nothing before `join/3` of that topic has answered. */
  | { readonly is: "awaiting_join"; readonly topic: string };

/** The Elixir of one step. */
export type CodeView = {
  /** It runs in this step, or led to it, or is only what the same process or viewer had the server run before. */
  readonly relation: "runs" | "led_here" | "ran_before";
  /** That of the step's own event first; empty when there is none. */
  readonly passages: readonly CodePassage[];
  /** The step is so long ago that its lines are not kept any more. */
  readonly forgotten: boolean;
  /** What those files hold in this run that do not hold what the site's own do. */
  readonly texts: readonly ServerText[];
};

/** What a process ran in one go: a callback, from its first line to its last. */
export type CodePassage = {
  readonly pid: Pid;
  /** Null for a process that the trace does not tell of. */
  readonly role: ProcessRole | null;
  readonly lines: readonly CodeLine[];
  /** Which of the lines was at work when the step's event, or what led to it, was recorded. */
  readonly current: number;
  /** Those that ran since the stop before: the lines from `from` to before `to`. */
  readonly own: { readonly from: number; readonly to: number };
  /** The stop to which the current line belongs, and when that is. */
  readonly step: Seq;
  readonly timeMs: number;
};

/** A line that a process executed. */
export type CodeLine = {
  readonly file: string;
  readonly line: number;
  /** `Module.function/arity`; null outside of modules. */
  readonly function: string | null;
  /** What it could see, the innermost first; what it binds itself the next line sees. */
  readonly bindings: readonly CodeBinding[];
  /** How many more there were. */
  readonly moreBindings: number;
  /** Lines that ran just before it and are not kept. */
  readonly leftOut: number;
  /** What it raised, threw or exited with, as Elixir puts it: `** (KeyError) key :at not found in: %{}`. */
  readonly error: string | null;
};

/** A variable, and its value as Elixir inspects it. */
export type CodeBinding = { readonly name: string; readonly text: string; readonly cut: boolean };

/** What there is to see inside at a stop, and what there was at the stop before; null at the first. */
export type InsideView = { readonly now: Inside; readonly before: Inside | null };

export type Inside = {
  /** Of viewers who have opened a page. */
  readonly clients: readonly { readonly client: ClientId; readonly inside: ClientInside }[];
  readonly mailboxes: readonly Mailbox[];
  /** The tables of the server's presence modules; none while it is down. */
  readonly presences: readonly ServerPresence[];
};

/** What a presence module's table holds on one node of the server; `node` is null for one that has no others. */
export type ServerPresence = {
  readonly node: NodeName | null;
  readonly module: string;
  readonly topics: readonly TopicPresence[];
};

/** The messages that a process has not read, oldest first, and the processes that it monitors. */
export type Mailbox = {
  readonly pid: Pid;
  readonly monitors: readonly Pid[];
  readonly letters: readonly {
    /** The same number is the same message. */
    readonly letter: number;
    /** What it is; code words stand between backticks. */
    readonly words: string;
  }[];
  /** How many there are besides. */
  readonly more: number;
};

/** One of the statecharts that run beside the trace. */
export type MachineName =
  /** `page`: which of the viewer's pages, from 0; each that is opened after another was closed has its own client. */
  | { readonly is: "socket"; readonly client: ClientId; readonly page: number }
  /** `index`: its place among the channels that the page has made. */
  | { readonly is: "channel"; readonly client: ClientId; readonly page: number; readonly index: number }
  | { readonly is: "push"; readonly client: ClientId; readonly push: PushId }
  | { readonly is: "process"; readonly pid: Pid };

/** A machine from its start on: the model's word, which tests hold against the client's own. */
export type MachineHistory = {
  /** The first stop at which it is there, in the states in which its definition begins. */
  readonly from: Seq;
  /** In the order in which they were taken. */
  readonly transitions: readonly PastTransition[];
};

export type PastTransition = {
  /** The first stop that shows it. */
  readonly seq: Seq;
  readonly region: string;
  readonly from: string;
  readonly to: string;
  /** The type of the machine event. */
  readonly event: string;
  /** What the machine's definition says about it. */
  readonly why: string;
  /** What stands behind the name of the state then: an attempt's number, a status, a callback; empty without. */
  readonly note: string;
};
