import { Raised } from "../../src/kernel/raised.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../src/protocol/json.ts";
import type { Payload } from "../../src/protocol/message.ts";
import {
  type CallbackResult,
  type ChannelModule,
  type JoinResult,
  noreply,
  replying,
  stopping,
} from "../../src/server/channel-module.ts";
import type { ChannelSocket } from "../../src/server/channel-socket.ts";
import type { Endpoint } from "../../src/server/endpoint.ts";
import {
  BROADCAST_TAG,
  type PresenceChange,
  type ServerRoutine,
  type Tracked,
} from "../../src/server/mail.ts";
import type { Presence } from "../../src/server/presence.ts";
import type { PresenceModule } from "../../src/server/presence-module.ts";
import { atom, integer, list, type MapTerm, type Term, text, textOf, tuple } from "../../src/server/term.ts";
import { jsonOf, termOfJson } from "../../src/server/term-json.ts";
import { atomMap, mapGet, mapPut, mapTerm } from "../../src/server/term-map.ts";
import type { Pid } from "../../src/trace/ids.ts";

/** Twin of Golden.LabPresence in test/fixtures/presence/lab_channel.ex. */
export function labPresence(endpoint: () => Endpoint): PresenceModule {
  return {
    name: "Golden.LabPresence",

    *fetch(topic: string, presences: MapTerm): ServerRoutine<Term> {
      if (topic.startsWith("lab:names")) {
        return mapTerm(
          presences.entries.map(([key, presence]) => {
            const name = text((textOf(key) ?? "").toUpperCase());
            return [key, presence.is === "map" ? mapPut(presence, atom("name"), name) : presence] as const;
          }),
        );
      }
      if (topic.startsWith("lab:slow")) yield { for: "time", ms: 60 };
      if (topic.startsWith("lab:bad") && mapGet(presences, text("boom")) !== null) {
        throw new Raised("RuntimeError", "no such user");
      }
      return presences;
    },

    metasHandler: {
      *init(): ServerRoutine<Term> {
        return integer(0);
      },
      *handleMetas(topic: string, diff: MapTerm, presences: MapTerm, count: Term): ServerRoutine<Term> {
        const keys = (part: string) => {
          const of = mapGet(diff, atom(part));
          return list(of?.is === "map" ? of.entries.map(([key]) => key) : []);
        };
        const seen = jsonOf(atomMap({ joins: keys("joins"), leaves: keys("leaves"), presences }));
        endpoint().broadcast(`seen:${topic}`, "metas", seen);
        return count.is === "integer" ? integer(count.value + 1n) : count;
      },
    },
  };
}

/** Twin of Golden.LabChannel. */
export function labChannel(presence: Presence): ChannelModule {
  return {
    name: "Golden.LabChannel",
    intercepts: ["secret"],

    *join(_topic, payload, socket, phx): ServerRoutine<JoinResult> {
      if (isJsonObject(payload) && payload["key"] !== undefined) {
        phx.sendSelf(socket, { tag: ":after_join", payload, ref: null });
      }
      return { is: "ok", reply: {}, socket };
    },

    *handleIn(event, payload, socket, phx): ServerRoutine<CallbackResult> {
      const params = objectOf(payload);
      const topic = String(params["topic"] ?? socket.topic);
      const key = termOfJson(params["key"] ?? null);
      const self = pidOf(socket);
      const { endpoint } = phx;
      const told = (tracked: Tracked) => replying(socket, "ok", resultOf(tracked, self));
      switch (event) {
        case "track":
          return told(yield* presence.trackProcess(self, topic, key, metaOf(params["meta"])));
        case "track_dead": {
          const pid = endpoint.processes.spawn({ is: "other", name: "short" }, function* () {
            return { is: "normal" };
          });
          yield* phx.sleep(10);
          return told(yield* presence.trackProcess(pid, socket.topic, key, mapTerm([])));
        }
        case "track_tuple":
          return told(yield* presence.track(socket, key, atomMap({ pair: tuple(integer(1), integer(2)) })));
        case "untrack":
          yield* presence.untrackProcess(self, topic, key);
          return replying(socket, "ok", { is: "ok" });
        case "update": {
          const change = changeOf(String(params["how"]), metaOf(params["meta"]));
          return told(yield* presence.updateProcess(self, topic, key, change));
        }
        case "list":
          return replying(socket, "ok", jsonOf(yield* presence.list(topic)));
        case "get":
          return replying(socket, "ok", { found: jsonOf(yield* presence.getByKey(socket.topic, key)) });
        case "subscribe":
          endpoint.subscribe(self, topic);
          return replying(socket, "ok");
        case "unsubscribe":
          endpoint.unsubscribe(self, topic);
          return replying(socket, "ok");
        case "publish":
          endpoint.broadcast(topic, String(params["event"]), params["body"] ?? {});
          return replying(socket, "ok");
        case "publish_from":
          endpoint.broadcastFrom(self, topic, String(params["event"]), params["body"] ?? {});
          return replying(socket, "ok");
        case "message":
        case "message_from": {
          const info = { tag: ":message", payload: params["body"] ?? null, ref: null };
          endpoint.pubsub.publish(topic, { kind: "info", info }, info.tag, event === "message" ? null : self);
          return replying(socket, "ok");
        }
        case "crash":
          throw new Raised("RuntimeError", "crash on request");
        case "stop":
          return stopping(socket, { is: "normal" });
      }
      throw new Raised("FunctionClauseError", `no clause of handle_in/3 for ${event}`);
    },

    *handleInfo({ tag, payload, broadcast }, socket, phx): ServerRoutine<CallbackResult> {
      switch (tag) {
        case ":after_join": {
          const { key, meta } = objectOf(payload);
          yield* presence.track(socket, termOfJson(key ?? null), metaOf(meta));
          phx.push(socket, "presence_state", jsonOf(yield* presence.list(socket.topic)));
          break;
        }
        case ":message":
          phx.push(socket, "message", { body: jsonIn(payload) });
          break;
        case BROADCAST_TAG:
          if (broadcast === undefined) throw new Error("a broadcast's info carries it");
          phx.push(socket, "heard", {
            topic: broadcast.topic,
            event: broadcast.event,
            payload: jsonIn(broadcast.payload),
          });
      }
      return noreply(socket);
    },

    *handleOut(event, payload, socket, phx): ServerRoutine<CallbackResult> {
      if (event !== "secret") throw new Raised("FunctionClauseError", "no clause of handle_out/3");
      phx.push(socket, event, { ...objectOf(payload), intercepted: true });
      return noreply(socket);
    },
  };
}

function changeOf(how: string, meta: MapTerm): PresenceChange {
  switch (how) {
    case "replace":
      return meta;
    case "merge":
      return function* (old) {
        return mapTerm([...old.entries, ...meta.entries]);
      };
    case "slowly":
      return function* (old) {
        yield { for: "time", ms: 60 };
        return mapPut(old, atom("slow"), atom("true"));
      };
    case "number":
      return function* () {
        return integer(1);
      };
  }
  return function* () {
    throw new Raised("RuntimeError", "no update");
  };
}

function resultOf(tracked: Tracked, self: Pid): JsonObject {
  if (tracked.is === "ok") return { is: "ok" };
  const { reason } = tracked;
  if (reason.is === "nopresence") return { is: "nopresence" };
  return { is: reason.is, self: reason.pid === self, topic: reason.topic, key: jsonOf(reason.key) };
}

function metaOf(meta: JsonValue | undefined): MapTerm {
  const fields = Object.entries(objectOf(meta ?? {})).map(([name, value]) => [name, termOfJson(value)]);
  return atomMap(Object.fromEntries(fields));
}

function objectOf(payload: Payload): JsonObject {
  if (!isJsonObject(payload)) throw new Error(`no object: ${payload}`);
  return payload;
}

function jsonIn(payload: Payload): JsonValue {
  if (payload instanceof Uint8Array) throw new Error("no JSON");
  return payload;
}

function pidOf({ channelPid }: ChannelSocket): Pid {
  if (channelPid === null) throw new Error("the channel has no process");
  return channelPid;
}
