import { Raised } from "../../kernel/raised.ts";
import {
  type CallbackResult,
  type ChannelModule,
  type JoinResult,
  noreply,
  replying,
} from "../../server/channel-module.ts";
import { assign, type ChannelSocket } from "../../server/channel-socket.ts";
import type { PresenceAnswer, ServerRoutine } from "../../server/mail.ts";
import type { Presence } from "../../server/presence.ts";
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
      const meta = { device: socket.assigns["device"] ?? null };
      matchOk(yield* presence.track(socket, userOf(socket), meta));
      phx.push(socket, "presence_state", yield* presence.list(socket));
      return noreply(socket);
    },

    *handleIn(event, payload, socket): ServerRoutine<CallbackResult> {
      switch (event) {
        case "set_status": {
          const status = fieldIn(payload, "status", `${NAME}.handle_in/3`);
          matchOk(yield* presence.update(socket, userOf(socket), (meta) => ({ ...meta, status })));
          return replying(socket, "ok");
        }
        case "who":
          return replying(socket, "ok", yield* presence.list(socket));
      }
      throw noClause(`${NAME}.handle_in/3`);
    },
  };
}

// `{:ok, _ref} = answer`
function matchOk(answer: PresenceAnswer): void {
  if (answer.is !== "ok") throw new Raised("MatchError", "no match of right hand side value");
}

function userOf(socket: ChannelSocket): string {
  return String(socket.assigns["user"]);
}
