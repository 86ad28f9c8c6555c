import { canTravel } from "../../schemas/close-code.ts";
import { SCENARIO_LIMITS } from "../../schemas/scenario-limits.ts";
import type { LinkProfile } from "../../trace/link-profile.ts";
import { type Action, type ActionGroup, action, number, type Preset } from "./action.ts";
import { Mistake, reading, wholeIn } from "./reading.ts";
import type { Scene } from "./scene.ts";

/** What befalls the way between one viewer and the server. */
export function networkActions(scene: Scene): ActionGroup {
  return {
    id: "network",
    title: `${scene.name}'s way to the server`,
    often: [...cable(scene), ...silence(scene), ...reset(scene)],
    more: "Slow it down, close it with a code",
    rare: [slower(scene), ...(hasConnection(scene) ? [closing(scene)] : [])],
  };
}

function cable({ client, view }: Scene): readonly Action[] {
  return view?.link === "cut"
    ? [
        action("cable", "Plug the cable in", "The network is back; the client waits for its own timer.", {
          kind: "plug_cable",
          client,
        }),
      ]
    : [
        action(
          "cable",
          "Pull the cable",
          "The viewer's own network is gone: the browser notices at once, the server does not.",
          {
            kind: "pull_cable",
            client,
          },
        ),
      ];
}

function silence({ client, view, page }: Scene): readonly Action[] {
  if (page === "asleep") return [];
  switch (view?.link ?? "up") {
    case "cut":
      return [];
    case "silent":
      return [
        action("silence", "Restore the link", "What TCP still holds goes through.", {
          kind: "restore_link",
          client,
        }),
      ];
    case "up":
      return [
        action(
          "silence",
          "Silence the link",
          "A dead spot: everything vanishes; neither end notices before a heartbeat is missed.",
          {
            kind: "silence_link",
            client,
          },
        ),
      ];
  }
}

function reset(scene: Scene): readonly Action[] {
  const { client } = scene;
  if (!hasConnection(scene)) return [];
  return [
    action("reset", "Reset the connection", "A router or a firewall breaks TCP: both ends see it.", {
      kind: "reset_link",
      client,
    }),
  ];
}

function slower({ client, link }: Scene): Action {
  return {
    id: "slow",
    label: "Make it slow",
    about: "A worse way to the server: frames come late, but in order, and none is lost.",
    does: {
      is: "form",
      verb: "Change the link",
      presets: PRESETS,
      fields: [
        number("latency", "Latency, one way", "ms", link.latencyMs),
        number("jitter", "Jitter: up to so much more", "ms", link.jitterMs),
        number("bandwidth", "Bandwidth; empty: no limit", "bytes/s", link.bytesPerSecond),
      ],
      read: (values) =>
        reading(() => ({
          kind: "change_link",
          client,
          link: {
            latencyMs: wholeIn(values, "latency", "The latency", 0, SCENARIO_LIMITS.latencyMs),
            jitterMs: wholeIn(values, "jitter", "The jitter", 0, SCENARIO_LIMITS.jitterMs),
            bytesPerSecond:
              (values["bandwidth"] ?? "").trim() === ""
                ? null
                : wholeIn(
                    values,
                    "bandwidth",
                    "The bandwidth",
                    SCENARIO_LIMITS.minBytesPerSecond,
                    SCENARIO_LIMITS.maxBytesPerSecond,
                  ),
          },
        })),
    },
  };
}

const PRESETS: readonly Preset[] = [
  preset("At home", { latencyMs: 40, jitterMs: 0, bytesPerSecond: null }),
  preset("On a train", { latencyMs: 300, jitterMs: 900, bytesPerSecond: 20_000 }),
  preset("By satellite", { latencyMs: 300, jitterMs: 20, bytesPerSecond: null }),
  preset("A crawl", { latencyMs: 2000, jitterMs: 500, bytesPerSecond: 200 }),
];

function preset(label: string, { latencyMs, jitterMs, bytesPerSecond }: LinkProfile): Preset {
  const values = {
    latency: String(latencyMs),
    jitter: String(jitterMs),
    bandwidth: bytesPerSecond === null ? "" : String(bytesPerSecond),
  };
  return { label, values };
}

function closing({ client }: Scene): Action {
  return {
    id: "code",
    label: "Close it with a code",
    about: "A proxy or a load balancer sends a close frame of its own; the client reconnects after any.",
    does: {
      is: "form",
      verb: "Close",
      presets: [1000, 1001, 1008, 1011, 1012, 4000].map((code) => ({
        label: String(code),
        values: { code: String(code) },
      })),
      fields: [number("code", "Close code", "", 1000)],
      read: (values) =>
        reading(() => {
          const code = wholeIn(values, "code", "The code", 1000, 4999);
          if (!canTravel(code)) {
            throw new Mistake(
              "code",
              `No close frame carries ${code}: browsers make it up when there is none.`,
            );
          }
          return { kind: "close_connection", client, code };
        }),
    },
  };
}

/** Whether there is anything between the two ends: also what the server alone still takes for alive. */
function hasConnection({ client, at, view, page }: Scene): boolean {
  // A machine that sleeps hears of nothing.
  const state = page === "asleep" ? "closed" : (view?.state.socket.connection ?? "closed");
  return (
    state !== "closed" || at.processes.some(({ role }) => role.is === "transport" && role.client === client)
  );
}
