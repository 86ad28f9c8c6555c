import { Raised } from "../../kernel/raised.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../protocol/json.ts";
import type { Payload } from "../../protocol/message.ts";
import type { ChannelApi } from "../../server/channel-api.ts";
import {
  type CallbackResult,
  type ChannelModule,
  type JoinResult,
  noreply,
  replying,
} from "../../server/channel-module.ts";
import type { ChannelSocket } from "../../server/channel-socket.ts";
import type { ServerRoutine } from "../../server/mail.ts";
import type { Annotation } from "../../trace/event.ts";
import type { AnnotationStore } from "./annotation-store.ts";

const NAME = "VideosWeb.VideoChannel";

/** Twin of content/channels/video_channel_live_only.ex: a join says nothing of the past. */
export function liveOnlyChannel(store: AnnotationStore): ChannelModule {
  return {
    ...writing(store),
    *join(_topic, _payload, socket): ServerRoutine<JoinResult> {
      return { is: "ok", socket };
    },
  };
}

/** Twin of content/channels/video_channel_query_in_join.ex: the join's reply carries what is newer. */
export function queryInJoinChannel(store: AnnotationStore): ChannelModule {
  return {
    ...writing(store),
    *join(topic, payload, socket): ServerRoutine<JoinResult> {
      const annotations = store.newerThan(topic, lastSeenId(payload), socket.channelPid).map(asJson);
      return { is: "ok", reply: { annotations }, socket };
    },
  };
}

/**
 * Twin of content/channels/video_channel_query_after_join.ex: it asks the store only once it is subscribed,
 * so that nothing can fall between the two.
 */
export function queryAfterJoinChannel(store: AnnotationStore): ChannelModule {
  return {
    ...writing(store),
    *join(_topic, payload, socket, phx): ServerRoutine<JoinResult> {
      phx.sendSelf(socket, { tag: ":after_join", payload: lastSeenId(payload), ref: null });
      return { is: "ok", socket };
    },
    *handleInfo({ payload }, socket, phx): ServerRoutine<CallbackResult> {
      const lastId = typeof payload === "number" ? payload : 0;
      const annotations = store.newerThan(socket.topic, lastId, socket.channelPid).map(asJson);
      phx.push(socket, "catch_up", { annotations });
      return noreply(socket);
    },
  };
}

/** What all three have in common: how an annotation is written. */
function writing(store: AnnotationStore): Pick<ChannelModule, "name" | "intercepts" | "handleIn"> {
  return {
    name: NAME,
    intercepts: [],
    *handleIn(event, payload, socket, phx): ServerRoutine<CallbackResult> {
      const body = isJsonObject(payload) ? payload["body"] : undefined;
      if (event !== "new_annotation" || body === undefined) throw noClause();
      return annotate(store, socket, phx, { body, at: isJsonObject(payload) ? (payload["at"] ?? 0) : 0 });
    },
  };
}

function annotate(
  store: AnnotationStore,
  socket: ChannelSocket,
  phx: ChannelApi,
  { body, at }: { body: JsonValue; at: JsonValue },
): CallbackResult {
  const user = String(socket.assigns["user"]);
  const row = { user, body: String(body), at: typeof at === "number" ? at : 0 };
  const annotation = store.append(socket.channelPid, socket.topic, row);
  phx.broadcast(socket, "new_annotation", asJson(annotation));
  return replying(socket, "ok");
}

function asJson({ id, user, body, at }: Annotation): JsonObject {
  return { id, user, body, at };
}

function lastSeenId(payload: Payload): number {
  const id = isJsonObject(payload) ? payload["last_seen_id"] : undefined;
  return typeof id === "number" ? id : 0;
}

function noClause(): Raised {
  return new Raised("FunctionClauseError", `no function clause matching in ${NAME}.handle_in/3`);
}
