import { canTravel } from "../../schemas/close-code.ts";
import { SCENARIO_LIMITS } from "../../schemas/scenario-limits.ts";
import type { LinkProfile } from "../../trace/link-profile.ts";
import type { Action, Preset } from "./action.ts";
import { number } from "./form-field.ts";
import { linkIn } from "./rare-scene.ts";
import { Mistake, reading, wholeIn } from "./reading.ts";
import { hasConnection, type Scene } from "./scene.ts";

/** What seldom befalls the way between a viewer and the server. */
export function networkRare(scene: Scene): readonly Action[] {
  return [slower(scene), ...(hasConnection(scene) ? [closing(scene)] : [])];
}

function slower(scene: Scene): Action {
  const { client } = scene;
  const link = linkIn(scene);
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
