import type { FrameData } from "../../protocol/message.ts";
import type { CloseCause, ServerCloseCause, TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";
import { FRAME_GLYPHS } from "../wire/frame-glyph.ts";
import type { FrameKind, WireFields } from "../wire/wire-frame.ts";
import { readFrame } from "../wire/wire-frame.ts";
import { type BytePart, binaryLayout } from "./binary-layout.ts";

/** What there is to see of one step: the exact frame, or what else the trace event carries. */
export type Inspection = {
  readonly heading: string;
  /** The kind of frame, null when the step has none. */
  readonly frame: FrameKind | null;
  /** The whole frame exactly as it was on the wire; null without a frame. */
  readonly wire: WireText | null;
  readonly fields: readonly InspectedField[];
  /** A binary frame byte by byte; null for any other. */
  readonly layout: readonly BytePart[] | null;
  /** A text frame of serializer 2.0.0 as 1.0.0 would write it; null for any other. */
  readonly asV1: string | null;
};

export type WireText = {
  readonly binary: boolean;
  readonly text: string;
  readonly slices: readonly string[] | null;
};

export type InspectedField = { readonly name: string; readonly value: string; readonly about: string };

/** What the inspector shows at this moment of the run. */
export function inspect(events: readonly TraceEvent[], seq: Seq): Inspection {
  const event = events[seq];
  if (event === undefined) return { ...NO_FRAME, heading: "Nothing has happened yet", fields: [] };
  switch (event.kind) {
    case "frame_sent":
      return inspectFrame(event.data, event.direction, "sent");
    case "frame_arrived":
    case "frame_held":
    case "frame_lost": {
      const sent = events.find((other) => other.kind === "frame_sent" && other.frame === event.frame);
      if (sent?.kind !== "frame_sent") return plain(event);
      const fate = event.kind.slice("frame_".length);
      return inspectFrame(sent.data, sent.direction, fate);
    }
    default:
      return plain(event);
  }
}

function inspectFrame(data: FrameData, direction: "up" | "down", fate: string): Inspection {
  const frame = readFrame(data, direction);
  const way = direction === "up" ? "client to server" : "server to client";
  const heading = `${FRAME_GLYPHS[frame.kind].word}, ${way}, ${fate}`;
  const slices =
    frame.fields === null || frame.binary
      ? null
      : [
          frame.fields.joinRef,
          frame.fields.ref,
          frame.fields.topic,
          frame.fields.event,
          frame.fields.payload,
        ];
  return {
    heading,
    frame: frame.kind,
    wire: { binary: frame.binary, text: frame.text, slices },
    fields: frame.fields === null ? [] : explain(frame.fields, frame.kind, direction),
    layout: typeof data === "string" ? null : binaryLayout(data, direction),
    asV1: frame.fields === null || frame.binary ? null : inV1(frame.fields),
  };
}

/** Serializer 1.0.0 names its fields, and its `join_ref` goes no way but up. */
function inV1({ topic, event, payload, ref }: WireFields): string {
  return `{"topic":${topic},"event":${event},"payload":${payload},"ref":${ref}}`;
}

const NO_FRAME = { frame: null, wire: null, layout: null, asV1: null } as const;

function explain(fields: WireFields, kind: FrameKind, direction: "up" | "down"): readonly InspectedField[] {
  return [
    { name: "join_ref", value: fields.joinRef, about: joinRefAbout(fields, kind) },
    { name: "ref", value: fields.ref, about: refAbout(fields, kind, direction) },
    {
      name: "topic",
      value: fields.topic,
      about:
        fields.topic === '"phoenix"'
          ? "The connection itself, no channel."
          : "The conversation it belongs to.",
    },
    { name: "event", value: fields.event, about: NAMED_ABOUT.get(fields.event) ?? EVENT_ABOUT[kind] },
    { name: "payload", value: fields.payload, about: payloadAbout(fields, kind) },
  ];
}

function joinRefAbout(fields: WireFields, kind: FrameKind): string {
  if (fields.joinRef !== "null") {
    return kind === "join" ? "The ref of this very join." : "The ref of the join it belongs to.";
  }
  if (kind === "broadcast") return "A broadcast belongs to no join: the same frame goes to every subscriber.";
  if (fields.topic === '"phoenix"') return "A heartbeat belongs to no channel.";
  return "It names no join.";
}

function refAbout(fields: WireFields, kind: FrameKind, direction: "up" | "down"): string {
  if (kind === "broadcast") return "It answers nothing.";
  if (kind === "reply") return "The ref of the message that it answers.";
  if (kind === "close" || kind === "error") return "The server repeats the join_ref here.";
  if (fields.ref === "null") return direction === "down" ? "It answers nothing." : "No reply can name it.";
  return "The reply will carry the same ref.";
}

/** Events that `Phoenix.Presence` and its client know by name. */
const NAMED_ABOUT: ReadonlyMap<string, string> = new Map([
  ['"presence_state"', "Everybody who is present, to the one who has just joined."],
  ['"presence_diff"', "Who has come and who has gone, to everyone on the topic."],
]);

const EVENT_ABOUT: { readonly [kind in FrameKind]: string } = {
  join: "Asks for a channel process on the topic.",
  leave: "Ends the conversation.",
  reply: "The answer to one message.",
  push: "An event of the application.",
  broadcast: "An event of the application, for everyone on the topic.",
  heartbeat: "Shows that the connection still carries data both ways.",
  close: "The channel process has ended in good order.",
  error: "The channel process has crashed; the client will rejoin.",
  unreadable: "",
};

function payloadAbout(fields: WireFields, kind: FrameKind): string {
  if (kind === "join") {
    return fields.payload === "{}"
      ? "The params of the join: empty."
      : "The params of the join, read anew for every join.";
  }
  if (kind === "reply") return "Status and response of the reply.";
  return fields.payload === "{}" ? "Empty." : "What the event carries.";
}

/** A step without a frame: every field of the trace event that a reader can use, with a remark. */
function plain(event: TraceEvent): Inspection {
  const heading = event.kind.replaceAll("_", " ");
  return { ...NO_FRAME, heading, fields: plainFields(event) };
}

function field(name: string, value: string | number | boolean | null, about = ""): InspectedField {
  return { name, value: value === null ? "none" : String(value), about };
}

function plainFields(event: TraceEvent): readonly InspectedField[] {
  switch (event.kind) {
    case "connection_closed":
      return [
        field("code", event.code, closeCodeAbout(event.code)),
        field("wasClean", event.clean, event.clean ? "A close frame came." : "No close frame came."),
        field(
          "reason",
          event.reason === "" ? "empty" : event.reason,
          event.clean ? "Phoenix sends none." : "Without a close frame there is none.",
        ),
        field("because", words(event.why), CLOSE_ABOUT[event.why]),
      ];
    case "server_connection_closed":
      return [
        field(
          "code",
          event.code,
          event.code === null ? "It ended without a close frame." : closeCodeAbout(event.code),
        ),
        field("because", words(event.why), SERVER_CLOSE_ABOUT[event.why]),
      ];
    case "connection_closing":
      return [
        field("code", event.code, "The client called close(); the answer of the other end is awaited."),
      ];
    case "connection_opening":
      return [field("url", event.url, "An HTTP request that asks to become a WebSocket.")];
    case "upgrade_refused":
      return [field("status", event.status, "The browser sees only close code 1006.")];
    case "upgrade_accepted":
      return [
        field(
          "socket id",
          event.socketId,
          "The answer of id/1: under this name the server can disconnect it.",
        ),
      ];
    case "timer_set":
      return [field("timer", words(event.purpose.is)), field("delay", `${event.delayMs} ms`)];
    case "timer_fired":
    case "timer_cancelled":
      return [field("timer", words(event.purpose.is))];
    case "link_changed":
      return [field("link", event.state, LINK_ABOUT[event.state])];
    case "page_threw":
      return [
        field("error", event.error, "An exception of the page's own code."),
        field(
          "in",
          words(event.where.in),
          event.where.in === "params" ? "The function that gives the params of a join." : "",
        ),
      ];
    case "process_started":
      return [field("process", roleWords(event.role))];
    case "process_exited":
      return [
        field(
          "reason",
          event.reason,
          event.crashed ? "A crash: the client gets phx_error." : "A normal end.",
        ),
      ];
    case "callback_entered":
      return [field("callback", event.callback), field("about", event.about)];
    case "callback_returned":
      return [
        field("result", event.result, "What the callback returned."),
        field(
          "assigns",
          JSON.stringify(event.assigns),
          "The state that the process keeps for the next message.",
        ),
      ];
    case "row_stored":
      return [
        field("table", event.table),
        field("key", event.key),
        field("id", event.id, "Ids grow by one per row."),
      ];
    case "rows_read":
      return [
        field("table", event.table),
        field("key", event.key),
        field("newer than", event.after),
        field("found", event.ids.length === 0 ? "none" : event.ids.join(", ")),
      ];
    case "row_sought":
      return [
        field("table", event.table),
        field("key", event.key),
        field("with", event.by),
        field("found", event.id ?? "none"),
      ];
    case "broadcast_dispatched":
      return [
        field("topic", event.topic),
        field("event", event.event),
        field(
          "subscribers",
          event.subscribers,
          "Every process subscribed to the topic at this moment, no later one.",
        ),
      ];
    case "logged":
      return [field(event.level, event.text, "A line in the server's log.")];
    case "api_called":
      return [
        field("call", event.call.name),
        ...("topic" in event.call ? [field("topic", event.call.topic)] : []),
      ];
    default:
      return [];
  }
}

/** What the code of a close event says (RFC 6455, 7.4.1; Phoenix 1.8.12 for who sends which). */
export function closeCodeAbout(code: number): string {
  switch (code) {
    case 1000:
      return "Normal closure.";
    case 1001:
      return "Going away: the server disconnects this socket.";
    case 1002:
      return "Protocol error; Phoenix also closes an idle connection with it.";
    case 1006:
      return "Never sent: the browser's word for a connection that ended without a close frame.";
    case 1007:
      return "Text that is not UTF-8.";
    case 1009:
      return "A frame above the size limit.";
    case 1011:
      return "The server could not read a frame.";
    case 1012:
      return "Service restart: the server drains its connections.";
    default:
      return code >= 4000 ? "A code of the application." : "";
  }
}

const CLOSE_ABOUT: { readonly [why in CloseCause]: string } = {
  refused: "The server answered the upgrade with an error; the page cannot tell.",
  no_subprotocol: "The answer named none of the subprotocols that the page had offered.",
  server_down: "Nobody listens at that address.",
  offline: "The browser has no network.",
  connect_timeout: "No answer came in time.",
  reset: "Something on the way reset the connection.",
  server_killed: "The server's machine reset the connection.",
  closed_by_server: "The server sent a close frame of its own.",
  closed_by_proxy: "A proxy on the way sent a close frame.",
  closed_by_client: "The client asked for it, and the server has answered.",
  close_timeout: "The other end never answered the close frame.",
};

const SERVER_CLOSE_ABOUT: { readonly [why in ServerCloseCause]: string } = {
  client_closed: "The client asked for it.",
  reset: "The connection was reset.",
  idle_timeout: "Nothing came in for 60 s; until then the server kept its end.",
  bad_frame: "A frame that cannot be decoded ends its own connection only.",
  frame_too_large: "A frame above the limit ends its own connection only.",
  disconnected: "The server disconnected this user.",
  drained: "The server is going down and sends its clients away first.",
  stopped: "The server went down.",
  killed: "The server was killed.",
};

const LINK_ABOUT = {
  up: "Frames travel.",
  cut: "The browser knows at once; the server notices nothing yet.",
  silent: "Frames vanish, and neither end notices.",
} as const;

function roleWords(role: Extract<TraceEvent, { kind: "process_started" }>["role"]): string {
  switch (role.is) {
    case "transport":
      return "transport of one connection";
    case "channel":
      return `${role.module} on ${role.topic}`;
    case "other":
      return role.name;
  }
}

function words(name: string): string {
  return name.replaceAll("_", " ");
}
