import { Raised } from "../../kernel/raised.ts";
import {
  type CallbackResult,
  type ChannelModule,
  type JoinResult,
  noreply,
  replying,
} from "../../server/channel-module.ts";
import { assign, type ChannelSocket } from "../../server/channel-socket.ts";
import type { ServerRoutine, Tracked } from "../../server/mail.ts";
import type { Presence } from "../../server/presence.ts";
import { atom, type MapTerm, type Term } from "../../server/term.ts";
import { jsonOf, termOfJson } from "../../server/term-json.ts";
import { atomMap, mapPut } from "../../server/term-map.ts";
import { fieldIn, fieldOr, noClause } from "./elixir-pattern.ts";

const NAME = "Golden.RoomChannel";

/** Twin of golden/app/room_channel.ex. */
export function goldenRoomChannel(presence: Presence): ChannelModule {
  return {
    name: NAME,
    intercepts: [],

    *join(topic, payload, socket, phx): ServerRoutine<JoinResult> {
      if (!topic.startsWith("rooms:")) throw noClause(`${NAME}.join/3`);
      phx.sendSelf(socket, { tag: ":after_join", payload: null, ref: null });
      return { is: "ok", reply: {}, socket: assign(socket, { device: fieldOr(payload, "device", "web") }) };
    },

    *handleInfo({ tag }, socket, phx): ServerRoutine<CallbackResult> {
      if (tag !== ":after_join") throw noClause(`${NAME}.handle_info/2`);
      const meta = atomMap({ device: termOfJson(socket.assigns["device"] ?? null) });
      matchOk(yield* presence.track(socket, userOf(socket), meta));
      phx.push(socket, "presence_state", jsonOf(yield* presence.list(socket.topic)));
      return noreply(socket);
    },

    *handleIn(event, payload, socket): ServerRoutine<CallbackResult> {
      switch (event) {
        case "set_status": {
          const status = termOfJson(fieldIn(payload, "status", `${NAME}.handle_in/3`));
          const change = function* (meta: MapTerm) {
            return mapPut(meta, atom("status"), status);
          };
          matchOk(yield* presence.update(socket, userOf(socket), change));
          return replying(socket, "ok");
        }
        case "who":
          return replying(socket, "ok", jsonOf(yield* presence.list(socket.topic)));
      }
      throw noClause(`${NAME}.handle_in/3`);
    },
  };
}

// `{:ok, _ref} = answer`
function matchOk(answer: Tracked): void {
  if (answer.is !== "ok") throw new Raised("MatchError", "no match of right hand side value");
}

function userOf(socket: ChannelSocket): Term {
  return termOfJson(socket.assigns["user"] ?? null);
}
