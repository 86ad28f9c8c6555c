import type { JsonObject } from "../protocol/json.ts";
import type { PushState } from "../trace/client-state.ts";
import type { ChannelCallback } from "../trace/event.ts";
import type { ClientId, NodeName } from "../trace/ids.ts";
import type { TimedInput } from "../trace/input.ts";
import type { LinkProfile } from "../trace/link-profile.ts";
import type { PageToken } from "../trace/page-token.ts";
import type { PageProgramName, ServerFileName } from "./scenario-cast.ts";

/** A scenario as the simulation runs it: validated, defaults filled in. */
export type Scenario = {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly seed: number;
  /** How far the run goes by itself, in virtual milliseconds. */
  readonly durationMs: number;
  readonly store: "kept" | "emptied_by_restart";
  /** So long the answer to a query is on its way from the store, in milliseconds; without it, no time. */
  readonly queryMs?: number;
  readonly clients: readonly ScenarioClient[];
  /** The nodes that make up the server; without it there is one, without a name. */
  readonly nodes?: readonly [NodeName, NodeName];
  /** Rows of the curriculum that a run of this scenario shows; two at most. */
  readonly covers: readonly string[];
  /** At least one; the first is the one shown first. */
  readonly variants: readonly ScenarioVariant[];
  readonly inputs: readonly TimedInput[];
  readonly expect: readonly Expectation[];
};

export type ScenarioClient = {
  readonly id: ClientId;
  /** As shown to the reader, for example `Ada`. */
  readonly name: string;
  /** Who is signed in there: two devices of one person are two clients with the same user. */
  readonly user: string;
  /** Its own page program; null: the variant's. */
  readonly page: PageProgramName | null;
  readonly token: PageToken;
  readonly link: LinkProfile;
  /** Of several nodes: the one to which the load balancer takes them while it runs; the first when left out. */
  readonly node?: NodeName;
};

/** Elixir compiled for a page. */
export type ServerCode = {
  /** The body of a function, as src/elixir/compiled-module.ts takes it in. */
  readonly js: string;
  /** The parts of the library that it calls (src/elixir/system-on-demand.ts). */
  readonly library: readonly string[];
  /** The texts it was made from, of files that do not stand so among the site's own. */
  readonly texts?: readonly { readonly file: string; readonly text: string }[];
};

/** A page's program as a reader has changed it. */
export type PageCode = {
  /** Whose place it takes, wherever that one would run. */
  readonly program: PageProgramName;
  readonly text: string;
};

/** One position of the scenario's switch: which page program meets which server. */
export type ScenarioVariant = {
  readonly id: string;
  /** A word or two, for the switch. */
  readonly label: string;
  /** What the word stands for, in one line; empty when the file does not say. */
  readonly about: string;
  readonly page: PageProgramName;
  /** The files of the server's own modules. */
  readonly server: readonly ServerFileName[];
  /**
   * The whole server's Elixir compiled to JavaScript (src/simulation/server-code.ts), by who reads the scenario
   * for a run. Without it the modules' twins in TypeScript run.
   */
  readonly serverCode?: ServerCode;
  /** Code of the reader's: such a run is made in a sandbox, and nowhere else (src/simulation/page-code.ts). */
  readonly pageCode?: PageCode;
};

/**
 * What must hold at the end of the run, or at `atMs` (everything at that millisecond counts); for all
 * variants, or for those named.
 */
export type Expectation = {
  readonly variants: readonly string[] | null;
  readonly atMs: number | null;
  /** The rows of the curriculum that it proves. */
  readonly proves: readonly string[];
  readonly that: Claim;
};

/** What must be true of what happened up to the moment asked about. */
export type Claim = PageClaim | ClientClaim | WireClaim | ServerClaim;

export type PageClaim =
  /** The page shows the annotations with these ids, in this order. */
  | { readonly kind: "page_shows"; readonly client: ClientId; readonly ids: readonly number[] }
  /** The page's log, or the line it shows to its viewer, says so. */
  | { readonly kind: "page_says"; readonly client: ClientId; readonly line: string; readonly count: Count }
  /** The page's own code threw an exception with this name, for example `TypeError`. */
  | { readonly kind: "page_threw"; readonly client: ClientId; readonly error: string; readonly count: Count };

export type ClientClaim =
  | { readonly kind: "socket_is"; readonly client: ClientId; readonly state: SocketStateName }
  | {
      readonly kind: "channel_is";
      readonly client: ClientId;
      readonly topic: string;
      readonly state: ChannelStateName;
    }
  /** The last push of this event is in this state; with `status`, the reply said so. */
  | {
      readonly kind: "push_is";
      readonly client: ClientId;
      readonly event: string;
      readonly state: PushStateName;
      readonly status: string | null;
    };

export type WireClaim =
  /** So many frames with this event (and, if given, a payload with these fields) were sent. */
  | {
      readonly kind: "frames_sent";
      readonly client: ClientId;
      readonly direction: "up" | "down";
      readonly event: string;
      readonly topic: string | null;
      readonly payload: JsonObject | null;
      readonly count: Count;
    }
  | { readonly kind: "closed_with"; readonly client: ClientId; readonly code: number; readonly count: Count }
  /** The server answered so many upgrade requests of this client with this HTTP status. */
  | {
      readonly kind: "upgrade_refused";
      readonly client: ClientId;
      readonly status: number;
      readonly count: Count;
    };

export type ServerClaim =
  /** So many channel processes serve this client (on this topic). */
  | {
      readonly kind: "channel_processes";
      readonly client: ClientId;
      readonly topic: string | null;
      readonly count: Count;
    }
  /** Channel processes of this client ran this callback to its end so often. */
  | {
      readonly kind: "callback_ran";
      readonly client: ClientId;
      readonly topic: string | null;
      readonly callback: ChannelCallback;
      /** The event or the message that it was about. */
      readonly about: string | null;
      readonly count: Count;
    }
  /** The socket of the client's channel process has these assigns; it may have more. */
  | {
      readonly kind: "assigns_are";
      readonly client: ClientId;
      readonly topic: string;
      readonly assigns: JsonObject;
    }
  /** An event was broadcast on a topic; `mailboxes`: so many subscribers got it the slow way, each time. */
  | {
      readonly kind: "broadcast_sent";
      readonly topic: string;
      readonly event: string;
      readonly mailboxes: number | null;
      readonly count: Count;
    }
  | { readonly kind: "rows_stored"; readonly topic: string; readonly count: Count }
  /** So many lines of the server's log hold this text. */
  | { readonly kind: "server_logged"; readonly text: string; readonly count: Count };

export type ClaimKind = Claim["kind"];
/** What `socket.connectionState()` of the client can answer (phoenix 1.8.16, socket.js). */
export type SocketStateName = "closed" | "connecting" | "open" | "closing";
/** As in the statechart of a push. */
export type PushStateName = PushState["state"]["is"];
/** What `channel.state` of the client can be (phoenix 1.8.16, constants.js). */
export type ChannelStateName = "closed" | "joining" | "joined" | "errored" | "leaving";

export type Count = { readonly atLeast: number; readonly atMost: number | null };
