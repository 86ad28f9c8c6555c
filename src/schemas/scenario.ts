import type { JsonObject } from "../protocol/json.ts";
import type { ClientId } from "../trace/ids.ts";
import type { TimedInput } from "../trace/input.ts";
import type { LinkProfile } from "../trace/link-profile.ts";

/** A scenario as the simulation runs it: validated, defaults filled in. */
export type Scenario = {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly seed: number;
  /** How far the run goes by itself, in virtual milliseconds. */
  readonly durationMs: number;
  readonly store: "kept" | "emptied_by_restart";
  readonly clients: readonly ScenarioClient[];
  /** At least one; the first is the one shown first. */
  readonly variants: readonly ScenarioVariant[];
  readonly inputs: readonly TimedInput[];
  readonly expect: readonly Expectation[];
};

export type ScenarioClient = {
  readonly id: ClientId;
  /** As shown to the reader, for example `Ada`. */
  readonly name: string;
  readonly link: LinkProfile;
};

/** One position of the scenario's switch: which page program meets which channel module. */
export type ScenarioVariant = {
  readonly id: string;
  readonly label: string;
  readonly page: PageProgramName;
  readonly channel: ChannelModuleName;
};

export type PageProgramName = "live-only" | "last-message" | "contiguous";
export type ChannelModuleName = "live_only" | "query_in_join" | "query_after_join";

/**
 * What must hold at the end of the run, or at `atMs` (everything at that millisecond counts); for all
 * variants, or for those named.
 */
export type Expectation = {
  readonly variants: readonly string[] | null;
  readonly atMs: number | null;
  readonly that: Claim;
};

export type Claim =
  /** The page shows the annotations with these ids, in this order. */
  | { readonly kind: "page_shows"; readonly client: ClientId; readonly ids: readonly number[] }
  | { readonly kind: "socket_is"; readonly client: ClientId; readonly state: SocketStateName }
  | {
      readonly kind: "channel_is";
      readonly client: ClientId;
      readonly topic: string;
      readonly state: ChannelStateName;
    }
  /** So many frames with this event (and, if given, a payload with these fields) were sent. */
  | {
      readonly kind: "frames_sent";
      readonly client: ClientId;
      readonly direction: "up" | "down";
      readonly event: string;
      readonly payload: JsonObject | null;
      readonly count: Count;
    }
  | { readonly kind: "closed_with"; readonly client: ClientId; readonly code: number; readonly count: Count }
  /** The page's own code threw an exception with this name, for example `TypeError`. */
  | { readonly kind: "page_threw"; readonly client: ClientId; readonly error: string; readonly count: Count };

export type ClaimKind = Claim["kind"];
/** What `socket.connectionState()` of the client can answer (phoenix 1.8.16, socket.js). */
export type SocketStateName = "closed" | "connecting" | "open" | "closing";
/** What `channel.state` of the client can be (phoenix 1.8.16, constants.js). */
export type ChannelStateName = "closed" | "joining" | "joined" | "errored" | "leaving";

export type Count = { readonly atLeast: number; readonly atMost: number | null };
