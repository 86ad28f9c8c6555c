import { SCENARIO_LIMITS } from "../../schemas/scenario-limits.ts";
import { type Action, action } from "./action.ts";
import { eventFields, eventIn } from "./event-form.ts";
import { choice, number, text } from "./form-field.ts";
import { socketIdsIn, topicsIn } from "./rare-scene.ts";
import { reading, wholeIn, wordIn } from "./reading.ts";
import type { Scene } from "./scene.ts";
import { SERVER_DOWN_MS } from "./server-down.ts";

/** What seldom befalls the server, and what some part of it may be made to do. */
export function serverRare(scene: Scene): readonly Action[] {
  return scene.at.serverUp
    ? [broadcast(scene), disconnect(scene), anotherSecret(), clock(), restart(), stop()]
    : [clock()];
}

function stop(): Action {
  return action(
    "stop",
    "Stop the server",
    "It closes its connections in good order, and stays down until it is started.",
    {
      kind: "stop_server",
      how: "graceful",
    },
  );
}

function restart(): Action {
  return {
    id: "restart with",
    label: "Restart it otherwise",
    about: "A long deploy, a crash with a slow start: the clients' attempts get further apart.",
    does: {
      is: "form",
      verb: "Restart",
      presets: [],
      fields: [
        choice("how", "How it ends", [
          { value: "graceful", label: "in good order (SIGTERM)" },
          { value: "kill", label: "at once (SIGKILL)" },
        ]),
        number("down", "Away for", "ms", 10_000),
      ],
      read: (values) =>
        reading(() => ({
          kind: "restart_server",
          how: values["how"] === "kill" ? "kill" : "graceful",
          downMs: wholeIn(values, "down", "The time away", 0, SCENARIO_LIMITS.durationMs),
        })),
    },
  };
}

function broadcast(scene: Scene): Action {
  return {
    id: "broadcast",
    label: "Broadcast an event",
    about: "`Endpoint.broadcast/3` from any part of the server, to whoever is subscribed at that moment.",
    does: {
      is: "form",
      verb: "Broadcast",
      presets: [],
      fields: eventFields(topicsIn(scene)),
      read: (values) => reading(() => ({ kind: "broadcast", ...eventIn(values) })),
    },
  };
}

function disconnect(scene: Scene): Action {
  const socketIds = socketIdsIn(scene);
  return {
    id: "disconnect",
    label: "Disconnect a user",
    about:
      '`Endpoint.broadcast(socket_id, "disconnect", %{})`, at a sign-out: every socket of that id closes with 1001.',
    does: {
      is: "form",
      verb: "Disconnect",
      presets: [],
      fields: [text("id", "Socket id, as `id/1` named it", socketIds[0] ?? "", socketIds)],
      read: (values) =>
        reading(() => ({
          kind: "broadcast",
          topic: wordIn(values, "id", "The id"),
          event: "disconnect",
          payload: {},
        })),
    },
  };
}

function anotherSecret(): Action {
  return action(
    "secret",
    "Refuse the tokens",
    "A deploy with a new `secret_key_base`: tokens signed before are `:invalid`, so 403, which browsers show as 1006.",
    { kind: "restart_server", how: "graceful", downMs: SERVER_DOWN_MS, secret: "changed" },
  );
}

const HOUR_MS = 3_600_000;

function clock(): Action {
  return {
    id: "clock",
    label: "Let the tokens expire",
    about:
      "The server's clock goes ahead, as if the pages had been open so long: it matters at the next connect.",
    does: {
      is: "form",
      verb: "Put the clock ahead",
      presets: [
        { label: "An hour", values: { hours: "1" } },
        { label: "A day and an hour", values: { hours: "25" } },
        { label: "15 days", values: { hours: "360" } },
      ],
      fields: [number("hours", "Ahead by", "hours", 25)],
      read: (values) =>
        reading(() => ({
          kind: "advance_clock",
          byMs: wholeIn(values, "hours", "The time", 1, SCENARIO_LIMITS.tokenAgeMs / HOUR_MS) * HOUR_MS,
        })),
    },
  };
}
