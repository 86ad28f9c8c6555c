import type { JsonValue } from "../protocol/json.ts";
import type { FrameData } from "../protocol/message.ts";
import type { ClientId, ConnectionId, FrameId, NodeName, Pid, PushId, Seq, TimerId } from "./ids.ts";
import type { Input, ServerStop } from "./input.ts";
import type { LinkProfile } from "./link-profile.ts";

/**
 * One thing that happened, in the past tense. A trace is an array of these in the order in which they
 * happened; `cause` names the earlier event without which this one would not have been.
 */
export type TraceEvent = TraceBody & {
  readonly seq: Seq;
  readonly timeMs: number;
  readonly cause: Seq | null;
};

export type TraceBody =
  | { readonly kind: "input_applied"; readonly input: Input }
  | ClientBody
  | ConnectionBody
  | LinkBody
  | ServerBody
  | ProcessBody;

export type TraceKind = TraceBody["kind"];

/** What the page and the official client in it did. */
export type ClientBody =
  | {
      readonly kind: "api_called";
      readonly client: ClientId;
      readonly call: ApiCall;
      /** The function of the page that the client was running when it called; left out when there was none. */
      readonly within?: PageCode;
    }
  | { readonly kind: "page_changed"; readonly client: ClientId; readonly page: PageView }
  | {
      readonly kind: "page_threw";
      readonly client: ClientId;
      readonly where: PageCode;
      readonly error: string;
    }
  | { readonly kind: "visibility_changed"; readonly client: ClientId; readonly visible: boolean }
  /** The browser has closed the page: its program, its client and its timers are gone. */
  | { readonly kind: "page_closed"; readonly client: ClientId }
  /** The browser tells the page that it is left, stopped, goes on, or is there again. */
  | { readonly kind: "lifecycle_changed"; readonly client: ClientId; readonly event: LifecycleEvent }
  | {
      readonly kind: "timer_set";
      readonly client: ClientId;
      readonly timer: TimerId;
      readonly purpose: TimerPurpose;
      readonly delayMs: number;
    }
  | {
      readonly kind: "timer_fired";
      readonly client: ClientId;
      readonly timer: TimerId;
      readonly purpose: TimerPurpose;
    }
  | {
      readonly kind: "timer_cancelled";
      readonly client: ClientId;
      readonly timer: TimerId;
      readonly purpose: TimerPurpose;
    };

/** `pagehide` and `pageshow` of `window`, `freeze` and `resume` of `document` (WICG Page Lifecycle). */
export type LifecycleEvent = "pagehide" | "freeze" | "resume" | "pageshow";

/** A call of the page on the client's public API. */
export type ApiCall =
  | { readonly name: "connect" }
  | { readonly name: "disconnect" }
  | { readonly name: "channel"; readonly topic: string }
  | ({ readonly name: "join"; readonly push: PushId } & ChannelName)
  | ({ readonly name: "leave"; readonly push: PushId } & ChannelName)
  | ({
      readonly name: "push";
      readonly push: PushId;
      readonly event: string;
      readonly payload: JsonValue;
      /** How long the client waits for the reply, in milliseconds. */
      readonly timeoutMs: number;
    } & ChannelName);

/** A channel of a page. */
export type ChannelName = {
  readonly topic: string;
  /** How many channels of that topic the page made before this one; left out for the first. */
  readonly nth?: number;
};

/** The piece of the page's own code that the client was running. */
export type PageCode =
  | ({ readonly in: "params" } & ChannelName & Depth)
  | ({ readonly in: "hook"; readonly hook: string } & ChannelName & Depth)
  | ({
      readonly in: "socket_hook";
      readonly hook: SocketHook;
      /** How many channels the page had made when it gave the socket this hook: the hooks of those come first. */
      readonly after: number;
    } & Depth)
  | { readonly in: "program" };

/** What a page can hear of its socket: `onOpen`, `onClose`, `onError` and `onMessage` (phoenix 1.8.16, socket.js). */
export type SocketHook = "open" | "close" | "error" | "message";

/** How many functions of the page are running, each within a call of the one before; left out for one. */
export type Depth = { readonly depth?: number };

/** What a timer of the official client is for (phoenix 1.8.16, assets/js/phoenix/socket.js and push.js). */
export type TimerPurpose =
  | { readonly is: "heartbeat" }
  | { readonly is: "heartbeat_timeout" }
  | { readonly is: "reconnect"; readonly tries: number }
  | { readonly is: "rejoin"; readonly topic: string; readonly tries: number }
  /** `push` is null for the join of a channel that the page never joined; see machines/channel.ts. */
  | ({ readonly is: "push_timeout"; readonly push: PushId | null } & ChannelName)
  /** `waitForBufferDone` and `waitForSocketClosed`: 150, 300, 450 and 600 ms. */
  | { readonly is: "teardown_wait" }
  /** Set by the page itself, or by a part of the client that the simulator does not name. */
  | { readonly is: "other" };

/** What the viewer sees on the page. */
export type PageView = {
  readonly annotations: readonly Annotation[];
  /** What the page would send as `last_seen_id` now; null when it would send none. */
  readonly lastSeenId: number | null;
  /** A line the page shows to its viewer, such as "not saved yet". */
  readonly notice: string | null;
  /** What the page has written down, oldest first: a log, or whatever it shows besides annotations. */
  readonly lines: readonly string[];
  /** What its viewer can press. */
  readonly buttons: readonly string[];
  /** Whether it has a field in which its viewer writes annotations. */
  readonly writes: boolean;
};

export type Annotation = {
  readonly id: number;
  readonly user: string;
  readonly body: string;
  /** Moment of the video, in milliseconds. */
  readonly at: number;
};

/** The client's end of a connection, as its WebSocket reports it. */
export type ConnectionBody =
  | {
      readonly kind: "connection_opening";
      readonly client: ClientId;
      readonly connection: ConnectionId;
      readonly url: string;
      /** The subprotocols offered; left out when there are none. */
      readonly protocols?: readonly string[];
    }
  | { readonly kind: "connection_opened"; readonly client: ClientId; readonly connection: ConnectionId }
  /** The client called `close()`: the connection is CLOSING until the other end answers or time runs out. */
  | {
      readonly kind: "connection_closing";
      readonly client: ClientId;
      readonly connection: ConnectionId;
      readonly code: number | null;
    }
  | { readonly kind: "connection_errored"; readonly client: ClientId; readonly connection: ConnectionId }
  | {
      readonly kind: "connection_closed";
      readonly client: ClientId;
      readonly connection: ConnectionId;
      readonly code: number;
      readonly reason: string;
      readonly clean: boolean;
      readonly why: CloseCause;
    };

/** Why the client's end closed; what a browser's close event does not tell, but the simulator knows. */
export type CloseCause =
  | "refused"
  /** The browser offered subprotocols, and the server's answer named none of them. */
  | "no_subprotocol"
  | "server_down"
  | "offline"
  | "connect_timeout"
  | "reset"
  | "server_killed"
  | "closed_by_server"
  | "closed_by_proxy"
  | "closed_by_client"
  | "close_timeout";

export type LinkState = "up" | "cut" | "silent";
export type Direction = "up" | "down";

export type LinkBody =
  | { readonly kind: "link_changed"; readonly client: ClientId; readonly state: LinkState }
  /** What is sent from now on takes so long. */
  | { readonly kind: "link_profile_changed"; readonly client: ClientId; readonly profile: LinkProfile }
  | {
      readonly kind: "frame_sent";
      readonly client: ClientId;
      readonly connection: ConnectionId;
      readonly frame: FrameId;
      /** `up` from the client to the server, `down` from the server to the client. */
      readonly direction: Direction;
      readonly data: FrameData;
    }
  | {
      readonly kind: "frame_arrived";
      readonly client: ClientId;
      readonly connection: ConnectionId;
      readonly frame: FrameId;
      readonly direction: Direction;
    }
  /** The link swallowed it; TCP keeps it and sends it again should the link come back in time. */
  | {
      readonly kind: "frame_held";
      readonly client: ClientId;
      readonly connection: ConnectionId;
      readonly frame: FrameId;
      readonly direction: Direction;
    }
  /** The connection ended before it could be delivered: nobody will ever read it. */
  | {
      readonly kind: "frame_lost";
      readonly client: ClientId;
      readonly connection: ConnectionId;
      readonly frame: FrameId;
      readonly direction: Direction;
    };

export type ServerBody =
  | { readonly kind: "server_started"; readonly node?: NodeName }
  /** The two have a connection, and ask each other which PubSub is there. */
  | { readonly kind: "nodes_met"; readonly nodes: readonly [NodeName, NodeName] }
  /** Each of the two has heard from the other which PubSub is there: from now on broadcasts cross. */
  | { readonly kind: "nodes_connected"; readonly nodes: readonly [NodeName, NodeName] }
  | {
      readonly kind: "nodes_disconnected";
      readonly nodes: readonly [NodeName, NodeName];
      readonly why: "netsplit" | "node_down";
    }
  /** Who broadcasts sends the message to the PubSub of another node as well, before anybody on its own gets it. */
  | {
      readonly kind: "broadcast_forwarded";
      readonly from: Pid | null;
      readonly node: NodeName;
      readonly to: NodeName;
      readonly topic: string;
      readonly event: string;
    }
  /** Its wall clock says so much more than before; no timer knows of it. */
  | { readonly kind: "clock_advanced"; readonly byMs: number }
  | { readonly kind: "server_stopping"; readonly how: ServerStop; readonly node?: NodeName }
  | { readonly kind: "server_stopped"; readonly how: ServerStop; readonly node?: NodeName }
  /** The HTTP upgrade was answered with 101, and `connect/3` had said yes. */
  | {
      readonly kind: "upgrade_accepted";
      readonly client: ClientId;
      readonly connection: ConnectionId;
      readonly pid: Pid;
      /** The answer of `id/1`, null when the socket has no name. */
      readonly socketId: string | null;
    }
  | {
      readonly kind: "upgrade_refused";
      readonly client: ClientId;
      readonly connection: ConnectionId;
      readonly status: number;
    }
  /** The server's end of the connection is gone; `code` null when it ended without a close frame. */
  | {
      readonly kind: "server_connection_closed";
      readonly client: ClientId;
      readonly connection: ConnectionId;
      readonly code: number | null;
      readonly why: ServerCloseCause;
    }
  /**
   * `PubSub.broadcast`: encoded once per serializer, and handed to every subscriber. `fastlane` are the
   * transports that get it encoded, past their channel processes; the other subscribers find it in their
   * mailbox (a `message_sent` each). `except` is left out of it: `broadcast_from`. Of several nodes `node` is the one
   * whose subscribers get it, and `by` the one that forwarded it.
   */
  | {
      readonly kind: "broadcast_dispatched";
      readonly from: Pid | null;
      readonly topic: string;
      readonly event: string;
      readonly except?: Pid;
      readonly node?: NodeName;
      readonly by?: NodeName;
      readonly subscribers: number;
      readonly fastlane: readonly Pid[];
    }
  /** The application stored a row that outlives the server. */
  | {
      readonly kind: "row_stored";
      readonly pid: Pid | null;
      readonly table: string;
      readonly key: string;
      readonly id: number;
    }
  /** The application asked its store for the rows with an id above `after`. */
  | {
      readonly kind: "rows_read";
      readonly pid: Pid | null;
      readonly table: string;
      readonly key: string;
      readonly after: number;
      /** What it found, ascending. */
      readonly ids: readonly number[];
      /** So long the answer is on its way; without it, no time. */
      readonly answerMs?: number;
    }
  /** The application asked its store for the row with certain values. */
  | {
      readonly kind: "row_sought";
      readonly pid: Pid | null;
      readonly table: string;
      readonly key: string;
      /** The values, as Elixir writes them: `key: "a"`. */
      readonly by: string;
      /** What it found; null for nothing. */
      readonly id: number | null;
      /** As of `rows_read`. */
      readonly answerMs?: number;
    }
  | {
      readonly kind: "logged";
      readonly pid: Pid | null;
      readonly level: "debug" | "info" | "warning" | "error";
      readonly text: string;
    };

export type ServerCloseCause =
  | "client_closed"
  | "reset"
  | "idle_timeout"
  | "bad_frame"
  | "frame_too_large"
  | "disconnected"
  | "drained"
  | "stopped"
  | "killed";

/** What a process is there for. */
export type ProcessRole =
  | { readonly is: "transport"; readonly client: ClientId; readonly connection: ConnectionId }
  | {
      readonly is: "channel";
      readonly client: ClientId;
      readonly connection: ConnectionId;
      readonly topic: string;
      readonly module: string;
    }
  | { readonly is: "other"; readonly name: string };

/** What happens among the server's processes. */
export type ProcessBody =
  | {
      readonly kind: "process_started";
      readonly pid: Pid;
      readonly parent: Pid | null;
      readonly role: ProcessRole;
      /** Where it runs, if the server is made of several nodes. */
      readonly node?: NodeName;
    }
  | { readonly kind: "process_exited"; readonly pid: Pid; readonly reason: string; readonly crashed: boolean }
  /** Put into the mailbox of `to`; null as sender: it came from outside any process. */
  | {
      readonly kind: "message_sent";
      readonly from: Pid | null;
      readonly to: Pid;
      readonly label: MessageLabel;
    }
  | { readonly kind: "process_slept"; readonly pid: Pid; readonly delayMs: number }
  | {
      readonly kind: "callback_entered";
      readonly pid: Pid;
      readonly callback: ChannelCallback;
      readonly about: string;
    }
  | {
      readonly kind: "callback_returned";
      readonly pid: Pid;
      readonly callback: ChannelCallback;
      /** The shape of what it returned, as Elixir writes it: `{:ok, socket}`, `{:ok, %{annotations: […]}, socket}`. */
      readonly result: string;
      readonly assigns: JsonValue;
    };

export type ChannelCallback =
  | "join"
  | "handle_in"
  | "handle_out"
  | "handle_info"
  | "handle_call"
  | "handle_cast"
  | "terminate";

/** What a message between processes is, in Phoenix's words. */
export type MessageLabel =
  | { readonly is: "join"; readonly topic: string }
  | { readonly is: "joined"; readonly topic: string; readonly status: "ok" | "error" }
  | { readonly is: "push"; readonly event: string }
  | { readonly is: "reply"; readonly status: string }
  | { readonly is: "server_push"; readonly event: string }
  /** To a subscriber without a fastlane: a channel process that intercepts the event, or a socket's own topic. */
  | { readonly is: "broadcast"; readonly event: string }
  | { readonly is: "socket_close" }
  | { readonly is: "down"; readonly reason: string }
  | { readonly is: "drain" }
  | { readonly is: "info"; readonly text: string };
