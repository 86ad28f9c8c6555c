import { inspectReason, NORMAL, SHUTDOWN, shutdown } from "../../kernel/exit-reason.ts";
import { Raised } from "../../kernel/raised.ts";
import { inspectJson } from "../../protocol/elixir-text.ts";
import type { JsonObject, JsonValue } from "../../protocol/json.ts";
import type { Payload } from "../../protocol/message.ts";
import type { ChannelApi } from "../../server/channel-api.ts";
import {
  type CallbackResult,
  type ChannelModule,
  type JoinResult,
  noreply,
  replying,
  stopping,
} from "../../server/channel-module.ts";
import { assign, type ChannelSocket, socketRef } from "../../server/channel-socket.ts";
import type { ServerRoutine } from "../../server/mail.ts";
import { bytesIn, fieldIn, fieldOr, mapOf, noClause } from "./elixir-pattern.ts";
import type { GoldenStore } from "./store.ts";

const NAME = "Golden.VideoChannel";
const HANDLE_IN = `${NAME}.handle_in/3`;

/** Twin of golden/app/video_channel.ex, clause by clause. */
export function goldenVideoChannel(store: GoldenStore): ChannelModule {
  return {
    name: NAME,
    intercepts: ["new_annotation_secret"],

    *join(topic, payload, socket, phx): ServerRoutine<JoinResult> {
      switch (topic) {
        case "videos:private":
          return { is: "error", reply: { reason: "unauthorized" } };
        case "videos:crash_on_join":
          throw new Raised("RuntimeError", "refusing loudly");
        case "videos:bare":
          return { is: "ok", reply: {}, socket };
        case "videos:slow_join":
          yield* phx.sleep(300);
          return { is: "ok", reply: {}, socket };
        case "videos:bin_join":
          return { is: "ok", reply: binaryJoinReply(payload), socket };
        case "exact":
          return { is: "ok", reply: { preset: socket.assigns["preset"] ?? null }, socket };
      }
      if (!topic.startsWith("videos:")) throw noClause(`${NAME}.join/3`);
      const lastSeen = fieldOr(payload, "last_seen_id", 0);
      const annotations = store.newerThan(topic, lastSeen);
      return {
        is: "ok",
        reply: { annotations },
        socket: assign(socket, { video: topic.slice("videos:".length) }),
      };
    },

    *handleIn(event, payload, socket, phx): ServerRoutine<CallbackResult> {
      switch (event) {
        case "new_annotation":
          phx.broadcast(socket, "new_annotation", save(store, payload, socket));
          return replying(socket, "ok");
        case "new_annotation_reply_id": {
          const item = save(store, payload, socket);
          phx.broadcast(socket, "new_annotation", item);
          return replying(socket, "ok", { id: item["id"] ?? null });
        }
        case "new_annotation_noreply":
          phx.broadcast(socket, "new_annotation", save(store, payload, socket));
          return noreply(socket);
        case "new_annotation_secret": {
          const secret = { ...mapOf(payload), from: socket.assigns["user"] ?? null };
          phx.broadcast(socket, "new_annotation_secret", secret);
          return replying(socket, "ok");
        }
        case "invalid":
          return replying(socket, "error", { errors: { body: ["can't be blank"] } });
        case "bare_error":
          return replying(socket, "error");
        case "odd_status":
          return replying(socket, "maybe", { n: 1 });
        case "push_then_reply":
          phx.push(socket, "pushed", payload);
          return replying(socket, "ok", { after: "push" });
        case "reply_later":
          phx.sendAfter(socket, { tag: ":late", payload, ref: socketRef(socket) }, 50);
          return noreply(socket);
        case "ping_self":
          phx.sendSelf(socket, { tag: ":ping", payload, ref: null });
          return noreply(socket);
        case "broadcast_from":
          phx.broadcastFrom(socket, "from_other", payload);
          return replying(socket, "ok");
        case "other_topic":
          return crossTopic(payload, socket, phx);
        case "slow": {
          const ms = fieldIn(payload, "ms", HANDLE_IN);
          yield* phx.sleep(sleepable(ms));
          return replying(socket, "ok", payload);
        }
        case "echo":
          return replying(socket, "ok", payload);
        case "blast":
          return blast(payload, socket, phx);
      }
      return stopOrBinary(event, payload, socket, phx);
    },

    *handleOut(event, payload, socket, phx): ServerRoutine<CallbackResult> {
      if (event !== "new_annotation_secret") throw noClause(`${NAME}.handle_out/3`);
      const secret = mapOf(payload);
      const user = socket.assigns["user"] ?? null;
      // A clause of its own in Elixir: with `only` the event is for that user alone.
      const isForAll = !Object.hasOwn(secret, "only");
      if (isForAll || secret["only"] === user) phx.push(socket, event, { ...secret, for: user });
      return noreply(socket);
    },

    *handleInfo({ tag, payload, ref }, socket, phx): ServerRoutine<CallbackResult> {
      if (tag === ":ping") phx.push(socket, "pong", payload);
      else if (tag === ":late" && ref !== null) phx.reply(ref, "ok", payload);
      else throw noClause(`${NAME}.handle_info/2`);
      return noreply(socket);
    },

    *terminate(reason, socket, phx): ServerRoutine<void> {
      if (socket.assigns["video"] !== "watched") return;
      const user = socket.assigns["user"] ?? null;
      phx.broadcastFrom(socket, "terminated", { user, reason: inspectReason(reason) });
    },
  };
}

/** The longest that a process can wait, in milliseconds. */
const LONGEST_WAIT_MS = 0xffffffff;

// `Process.sleep/1` takes whole milliseconds; more of them than fit into 32 bits are an error of `receive` itself.
function sleepable(ms: JsonValue): number {
  const isWhole = typeof ms === "bigint" || (typeof ms === "number" && Number.isInteger(ms));
  if (!isWhole || ms < 0) throw noClause("Process.sleep/1");
  if (ms > LONGEST_WAIT_MS) throw new Raised("ErlangError", "timeout_value", null, ":timeout_value");
  return Number(ms);
}

function binaryJoinReply(payload: Payload): Uint8Array {
  if (!(payload instanceof Uint8Array)) return Uint8Array.of(1, 2, 3);
  return Uint8Array.of(...payload, "!".charCodeAt(0));
}

function save(store: GoldenStore, payload: Payload, socket: ChannelSocket): JsonObject {
  const body = fieldIn(payload, "body", `${NAME}.save/2`);
  return store.append(socket.topic, socket.assigns["user"] ?? null, body, fieldOr(payload, "at", 0));
}

function crossTopic(payload: Payload, socket: ChannelSocket, phx: ChannelApi): CallbackResult {
  const topic = fieldIn(payload, "topic", HANDLE_IN);
  if (typeof topic !== "string") throw noClause("Phoenix.Channel.Server.broadcast!/4");
  phx.endpoint.broadcast(topic, "cross", payload);
  return replying(socket, "ok");
}

function blast(payload: Payload, socket: ChannelSocket, phx: ChannelApi): CallbackResult {
  const n = fieldIn(payload, "n", HANDLE_IN);
  const body = fieldIn(payload, "body", HANDLE_IN);
  if (typeof n !== "number" || !Number.isInteger(n)) {
    const got = `ranges (first..last) expect both sides to be integers, got: 1..${inspectJson(n)}`;
    throw new Raised("ArgumentError", got);
  }
  // `1..n` counts down when n is below 1.
  const step = n < 1 ? -1 : 1;
  for (let i = 1; i !== n + step; i += step) phx.broadcast(socket, "blasted", { i, body });
  return replying(socket, "ok");
}

function stopOrBinary(
  event: string,
  payload: Payload,
  socket: ChannelSocket,
  phx: ChannelApi,
): CallbackResult {
  switch (event) {
    case "crash":
      throw new Raised("RuntimeError", "boom");
    case "stop":
      return stopping(socket, NORMAL);
    case "stop_shutdown":
      return stopping(socket, SHUTDOWN);
    case "stop_shutdown_why":
      return stopping(socket, shutdown(":why"));
    case "stop_error":
      return stopping(socket, { is: "error", inspected: ":bad_thing" });
    case "stop_reply":
      return stopping(socket, SHUTDOWN, { status: "ok", payload });
    case "bin":
      return replying(socket, "ok", bytesIn(payload, HANDLE_IN));
    case "bin_error":
      return replying(socket, "error", bytesIn(payload, HANDLE_IN));
    case "bin_broadcast":
      phx.broadcast(socket, "bin_out", bytesIn(payload, HANDLE_IN));
      return noreply(socket);
    case "bin_push":
      phx.push(socket, "bin_pushed", bytesIn(payload, HANDLE_IN));
      return noreply(socket);
    case "bin_to_json":
      return replying(socket, "ok", { size: bytesIn(payload, HANDLE_IN).length });
  }
  throw noClause(HANDLE_IN);
}
