import type { Scenario, ScenarioVariant } from "../schemas/scenario.ts";
import type { ClientStanding, ClientState } from "../trace/client-state.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { ClientId, Seq } from "../trace/ids.ts";
import type { TimedInput } from "../trace/input.ts";
import type { ConsoleLine } from "./page-code.ts";
import type { RunRecord } from "./simulator-api.ts";

/** The official client's own state after a step, which recorded the events from `from` to before `events`. */
export type Truth = {
  readonly client: ClientId;
  readonly from: number;
  readonly events: number;
  readonly state: ClientState;
};

/** What there is to look at of a run, be its world at hand or not. */
export interface PastRun {
  readonly scenario: Scenario;
  readonly variant: ScenarioVariant;
  readonly seed: number;
  readonly inputs: readonly TimedInput[];
  readonly events: readonly TraceEvent[];
  readonly truths: readonly Truth[];
  /** Virtual milliseconds since the start. */
  readonly nowMs: number;
  /** What the reader's own page wrote to its console; a record holds none of it. */
  readonly console?: readonly ConsoleLine[];
  /** The client's own state once the step to which the event `seq` belongs was over. */
  stateAfter(client: ClientId, seq: Seq): ClientStanding;
}

/** A run of which only the record is there. */
export class RecordedRun implements PastRun {
  readonly scenario: Scenario;
  readonly variant: ScenarioVariant;
  readonly seed: number;
  readonly inputs: readonly TimedInput[];
  readonly events: readonly TraceEvent[];
  readonly truths: readonly Truth[];
  /** Nothing of it may be run. */
  readonly lookOnly: boolean;

  constructor(
    scenario: Scenario,
    options: { readonly variant: string; readonly seed: number; readonly inputs: readonly TimedInput[] },
    { events, truths, lookOnly }: RunRecord,
  ) {
    this.scenario = scenario;
    this.variant = variantOf(scenario, options.variant);
    this.seed = options.seed;
    this.inputs = options.inputs;
    this.events = events;
    this.truths = truths;
    this.lookOnly = lookOnly === true;
  }

  get nowMs(): number {
    return this.events.at(-1)?.timeMs ?? 0;
  }

  stateAfter(client: ClientId, seq: Seq): ClientStanding {
    return stateAfter(this.truths, client, seq);
  }
}

/** What the last truth about the client up to the event says. */
export function stateAfter(truths: readonly Truth[], client: ClientId, seq: Seq): ClientState {
  return truths.findLast((truth) => truth.client === client && truth.from <= seq)?.state ?? NOT_OPENED;
}

/** The state of a client whose page was not opened yet. */
export const NOT_OPENED: ClientState = {
  socket: { connection: "closed", heartbeat: "off", reconnect: { is: "off" } },
  channels: [],
  pushes: [],
};

/** The variant with this id, the first one without. Throws a RangeError for one that the scenario does not have. */
export function variantOf(scenario: Scenario, id: string | undefined): ScenarioVariant {
  const variant = id === undefined ? scenario.variants[0] : scenario.variants.find((one) => one.id === id);
  if (variant === undefined) {
    const known = scenario.variants.map((one) => one.id).join(", ");
    throw new RangeError(`no variant "${id ?? ""}" in "${scenario.id}"; it has: ${known}`);
  }
  return variant;
}
