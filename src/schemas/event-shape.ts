import type { JsonValue } from "../protocol/json.ts";
import type { ConnectionId, FrameId, Pid, PushId, Seq, TimerId } from "../trace/ids.ts";
import { clientId, input, linkProfile, nodeName } from "./input-shape.ts";
import { z } from "./page-zod.ts";

/**
 * The events of a trace (src/trace/event.ts) as a saved trace writes them: as they are, but for bytes, which stand as
 * `{"hex":"…"}`. docs/trace.md says what each means.
 */

const text = z.string();
const number = z.number();
const count = z.int().min(0);
const ms = z.number().min(0);
/** Taken as it is. JSON.parse makes nothing else, and nothing in it is relied upon. */
const json = z.custom<JsonValue>((value) => value !== undefined, "is missing");

function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item).readonly();
}

// The ids of a trace that comes from outside are made where it is read.
const seq = count.transform((id) => id as Seq);
const pid = count.transform((id) => id as Pid);
const connection = count.transform((id) => id as ConnectionId);
const frame = count.transform((id) => id as FrameId);
const timer = count.transform((id) => id as TimerId);
const push = count.transform((id) => id as PushId);

const bytes = z
  .strictObject({ hex: z.string().regex(/^(?:[0-9a-f]{2})*$/, "must be bytes in lower-case hexadecimal") })
  .transform(
    ({ hex }): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)),
  );
const data = z.union([z.string(), bytes], 'must be text, or bytes as {"hex":"…"}');

const channel = { topic: text, nth: count.exactOptional() };
const depth = { depth: count.exactOptional() };

const pageCode = z.discriminatedUnion("in", [
  z.strictObject({ in: z.literal("params"), ...channel, ...depth }),
  z.strictObject({ in: z.literal("hook"), hook: text, ...channel, ...depth }),
  z.strictObject({
    in: z.literal("socket_hook"),
    hook: z.enum(["open", "close", "error", "message"]),
    after: count,
    ...depth,
  }),
  z.strictObject({ in: z.literal("program") }),
]);

const call = z.discriminatedUnion("name", [
  z.strictObject({ name: z.enum(["connect", "disconnect"]) }),
  z.strictObject({ name: z.literal("channel"), topic: text }),
  z.strictObject({ name: z.enum(["join", "leave"]), push, ...channel }),
  z.strictObject({
    name: z.literal("push"),
    push,
    event: text,
    payload: json,
    timeoutMs: number,
    ...channel,
  }),
]);

const purpose = z.discriminatedUnion("is", [
  z.strictObject({ is: z.enum(["heartbeat", "heartbeat_timeout", "teardown_wait", "other"]) }),
  z.strictObject({ is: z.literal("reconnect"), tries: count }),
  z.strictObject({ is: z.literal("rejoin"), topic: text, tries: count }),
  z.strictObject({ is: z.literal("push_timeout"), push: push.nullable(), ...channel }),
]);

const page = z.strictObject({
  // A page keeps what the server has sent, and that may be more.
  annotations: listOf(z.looseObject({ id: number, user: text, body: text, at: number })),
  lastSeenId: number.nullable(),
  notice: text.nullable(),
  lines: listOf(text),
  buttons: listOf(text),
  writes: z.boolean(),
});

const role = z.discriminatedUnion("is", [
  z.strictObject({ is: z.literal("transport"), client: clientId, connection }),
  z.strictObject({ is: z.literal("channel"), client: clientId, connection, topic: text, module: text }),
  z.strictObject({ is: z.literal("other"), name: text }),
]);

const label = z.discriminatedUnion("is", [
  z.strictObject({ is: z.literal("join"), topic: text }),
  z.strictObject({ is: z.literal("joined"), topic: text, status: z.enum(["ok", "error"]) }),
  z.strictObject({ is: z.enum(["push", "server_push", "broadcast"]), event: text }),
  z.strictObject({ is: z.literal("reply"), status: text }),
  z.strictObject({ is: z.enum(["socket_close", "drain"]) }),
  z.strictObject({ is: z.literal("down"), reason: text }),
  z.strictObject({ is: z.literal("info"), text }),
]);

const callback = z.enum([
  "join",
  "handle_in",
  "handle_out",
  "handle_info",
  "handle_call",
  "handle_cast",
  "terminate",
]);
const how = z.enum(["graceful", "kill"]);
const direction = z.enum(["up", "down"]);

const node = nodeName.exactOptional();
const nodes = z.tuple([nodeName, nodeName]).readonly();

const any = { seq, timeMs: ms, cause: seq.nullable() };
const ofClient = { ...any, client: clientId };
const ofTimer = { ...ofClient, timer, purpose };
const ofConnection = { ...ofClient, connection };
const ofFrame = { ...ofConnection, frame, direction };
const ofCallback = { ...any, pid, callback };
const answer = { answerMs: number.exactOptional() };
const ofTable = { ...any, pid: pid.nullable(), table: text, key: text };

export const traceEvent = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("input_applied"), ...any, input }),
  z.strictObject({ kind: z.literal("api_called"), ...ofClient, call, within: pageCode.exactOptional() }),
  z.strictObject({ kind: z.literal("page_changed"), ...ofClient, page }),
  z.strictObject({ kind: z.literal("page_threw"), ...ofClient, where: pageCode, error: text }),
  z.strictObject({ kind: z.literal("page_closed"), ...ofClient }),
  z.strictObject({ kind: z.literal("visibility_changed"), ...ofClient, visible: z.boolean() }),
  z.strictObject({
    kind: z.literal("lifecycle_changed"),
    ...ofClient,
    event: z.enum(["pagehide", "freeze", "resume", "pageshow"]),
  }),
  z.strictObject({ kind: z.literal("timer_set"), ...ofTimer, delayMs: number }),
  z.strictObject({ kind: z.enum(["timer_fired", "timer_cancelled"]), ...ofTimer }),
  z.strictObject({
    kind: z.literal("connection_opening"),
    ...ofConnection,
    url: text,
    protocols: listOf(text).exactOptional(),
  }),
  z.strictObject({ kind: z.enum(["connection_opened", "connection_errored"]), ...ofConnection }),
  z.strictObject({ kind: z.literal("connection_closing"), ...ofConnection, code: count.nullable() }),
  z.strictObject({
    kind: z.literal("connection_closed"),
    ...ofConnection,
    code: count,
    reason: text,
    clean: z.boolean(),
    why: z.enum([
      "refused",
      "no_subprotocol",
      "server_down",
      "offline",
      "connect_timeout",
      "reset",
      "server_killed",
      "closed_by_server",
      "closed_by_proxy",
      "closed_by_client",
      "close_timeout",
    ]),
  }),
  z.strictObject({ kind: z.literal("link_changed"), ...ofClient, state: z.enum(["up", "cut", "silent"]) }),
  z.strictObject({ kind: z.literal("link_profile_changed"), ...ofClient, profile: linkProfile }),
  z.strictObject({ kind: z.literal("frame_sent"), ...ofFrame, data }),
  z.strictObject({ kind: z.enum(["frame_arrived", "frame_held", "frame_lost"]), ...ofFrame }),
  z.strictObject({ kind: z.literal("server_started"), ...any, node }),
  z.strictObject({ kind: z.enum(["nodes_met", "nodes_connected"]), ...any, nodes }),
  z.strictObject({
    kind: z.literal("nodes_disconnected"),
    ...any,
    nodes,
    why: z.enum(["netsplit", "node_down"]),
  }),
  z.strictObject({
    kind: z.literal("broadcast_forwarded"),
    ...any,
    from: pid.nullable(),
    node: nodeName,
    to: nodeName,
    topic: text,
    event: text,
  }),
  z.strictObject({ kind: z.literal("clock_advanced"), ...any, byMs: ms }),
  z.strictObject({ kind: z.enum(["server_stopping", "server_stopped"]), ...any, how, node }),
  z.strictObject({ kind: z.literal("upgrade_accepted"), ...ofConnection, pid, socketId: text.nullable() }),
  z.strictObject({ kind: z.literal("upgrade_refused"), ...ofConnection, status: count }),
  z.strictObject({
    kind: z.literal("server_connection_closed"),
    ...ofConnection,
    code: count.nullable(),
    why: z.enum([
      "client_closed",
      "reset",
      "idle_timeout",
      "bad_frame",
      "frame_too_large",
      "disconnected",
      "drained",
      "stopped",
      "killed",
    ]),
  }),
  z.strictObject({
    kind: z.literal("broadcast_dispatched"),
    ...any,
    from: pid.nullable(),
    topic: text,
    event: text,
    except: pid.exactOptional(),
    node,
    by: node,
    subscribers: count,
    fastlane: listOf(pid),
  }),
  z.strictObject({ kind: z.literal("row_stored"), ...ofTable, id: number }),
  z.strictObject({ kind: z.literal("rows_read"), ...ofTable, after: number, ids: listOf(number), ...answer }),
  z.strictObject({ kind: z.literal("row_sought"), ...ofTable, by: text, id: number.nullable(), ...answer }),
  z.strictObject({
    kind: z.literal("logged"),
    ...any,
    pid: pid.nullable(),
    level: z.enum(["debug", "info", "warning", "error"]),
    text,
  }),
  z.strictObject({ kind: z.literal("process_started"), ...any, pid, parent: pid.nullable(), role, node }),
  z.strictObject({ kind: z.literal("process_exited"), ...any, pid, reason: text, crashed: z.boolean() }),
  z.strictObject({ kind: z.literal("message_sent"), ...any, from: pid.nullable(), to: pid, label }),
  z.strictObject({ kind: z.literal("process_slept"), ...any, pid, delayMs: number }),
  z.strictObject({ kind: z.literal("callback_entered"), ...ofCallback, about: text }),
  z.strictObject({ kind: z.literal("callback_returned"), ...ofCallback, result: text, assigns: json }),
]);

const timerState = z.discriminatedUnion("is", [
  z.strictObject({ is: z.literal("off") }),
  z.strictObject({ is: z.literal("scheduled"), tries: count }),
]);

/** What a client said of itself once a step was over. */
export const clientState = z.strictObject({
  socket: z.strictObject({
    connection: z.enum(["closed", "connecting", "open", "closing"]),
    heartbeat: z.enum(["off", "scheduled", "awaiting_reply"]),
    reconnect: z.discriminatedUnion("is", [
      z.strictObject({ is: z.enum(["off", "draining"]) }),
      z.strictObject({ is: z.literal("scheduled"), tries: count }),
    ]),
  }),
  channels: listOf(
    z.strictObject({
      topic: text,
      state: z.enum(["closed", "joining", "joined", "errored", "leaving"]),
      rejoin: timerState,
    }),
  ),
  pushes: listOf(
    z.strictObject({
      push,
      topic: text,
      event: text,
      state: z.discriminatedUnion("is", [
        z.strictObject({
          is: z.enum(["idle", "channel_buffered", "socket_buffered", "dropped", "sent", "timed_out"]),
        }),
        z.strictObject({ is: z.literal("replied"), status: text }),
      ]),
    }),
  ),
});

export { seq as placeInTrace };
