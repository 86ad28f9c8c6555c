import type { JsonObject } from "../protocol/json.ts";
import { withPlainZeros } from "../protocol/plain-zero.ts";
import type { ClientId, NodeName } from "../trace/ids.ts";
import { canTravel } from "./close-code.ts";
import { z } from "./page-zod.ts";
import { SCENARIO_LIMITS } from "./scenario-limits.ts";

/**
 * Inputs as a run keeps them (src/trace/input.ts), for whatever brings some from outside: a link, a saved trace. They
 * may be the reader's own, so they are not held to what a scenario's file may say, only to what a world takes.
 */

/** Whatever somebody can have typed. */
export const words = z.string().max(4000);
export const clientId = z
  .string()
  .min(1)
  .max(40)
  .transform((id) => id as ClientId); // a run that comes from outside names its viewers itself
/** The name of a node, if it is about one of several. */
export const nodeName = z
  .string()
  .min(1)
  .max(40)
  .transform((name) => name as NodeName); // as of viewers
/** Whatever keys it has: a shape of zod's would lose one such as `__proto__`. */
export const jsonObject = z
  .custom<JsonObject>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "must be an object",
  )
  .transform(withPlainZeros);

const viewer = { client: clientId };
const node = nodeName.exactOptional();
const topic = words;
const event = words;
const how = z.enum(["graceful", "kill"]);
const closeCode = z
  .int()
  .min(1000)
  .max(4999)
  .refine(canTravel, "must be a code that a close frame can carry");

export const linkProfile = z.strictObject({
  latencyMs: z.int().min(0).max(SCENARIO_LIMITS.latencyMs),
  jitterMs: z.int().min(0).max(SCENARIO_LIMITS.jitterMs),
  bytesPerSecond: z
    .int()
    .min(SCENARIO_LIMITS.minBytesPerSecond)
    .max(SCENARIO_LIMITS.maxBytesPerSecond)
    .nullable(),
});

const pageToken = z.discriminatedUnion("is", [
  z.strictObject({
    is: z.literal("signed"),
    ageSeconds: z
      .number()
      .min(0)
      .max(SCENARIO_LIMITS.tokenAgeMs / 1000),
  }),
  z.strictObject({ is: z.enum(["forged", "missing"]) }),
]);

export const input = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.enum([
      "open_page",
      "close_page",
      "disconnect",
      "connect",
      "pull_cable",
      "plug_cable",
      "silence_link",
      "restore_link",
      "reset_link",
      "hide_page",
      "show_page",
      "leave_page",
      "return_to_page",
      "close_laptop",
      "open_laptop",
    ]),
    ...viewer,
  }),
  z.strictObject({
    kind: z.literal("add_viewer"),
    ...viewer,
    name: words,
    user: words,
    token: pageToken,
    link: linkProfile,
  }),
  z.strictObject({ kind: z.literal("add_tab"), ...viewer, name: words, of: clientId }),
  z.strictObject({ kind: z.literal("annotate"), ...viewer, body: words }),
  z.strictObject({ kind: z.literal("push"), ...viewer, topic, event, payload: jsonObject }),
  z.strictObject({ kind: z.literal("join"), ...viewer, topic, params: jsonObject }),
  z.strictObject({ kind: z.enum(["leave", "crash_channel"]), ...viewer, topic }),
  z.strictObject({ kind: z.literal("press"), ...viewer, button: words, text: words }),
  z.strictObject({ kind: z.literal("change_link"), ...viewer, link: linkProfile }),
  z.strictObject({ kind: z.literal("close_connection"), ...viewer, code: closeCode }),
  z.strictObject({
    kind: z.literal("restart_server"),
    how,
    downMs: z.int().min(0).max(SCENARIO_LIMITS.durationMs),
    secret: z.literal("changed").exactOptional(),
    node,
  }),
  z.strictObject({ kind: z.literal("stop_server"), how, node }),
  z.strictObject({ kind: z.literal("start_server"), node }),
  z.strictObject({ kind: z.enum(["netsplit", "heal"]) }),
  z.strictObject({ kind: z.literal("advance_clock"), byMs: z.int().min(0).max(SCENARIO_LIMITS.tokenAgeMs) }),
  z.strictObject({ kind: z.literal("broadcast"), topic, event, payload: jsonObject, node }),
]);

/** Virtual milliseconds from the start of a run. */
export const atMs = z.int().min(0).max(SCENARIO_LIMITS.runMs);

export const timedInput = z.strictObject({ atMs, input });

/** Inputs in the order of their times. */
export const timedInputs = z
  .array(timedInput)
  .max(SCENARIO_LIMITS.runInputs)
  .refine(
    (inputs) => inputs.every(({ atMs }, index) => atMs >= (inputs[index - 1]?.atMs ?? 0)),
    "must stand in the order of their times",
  )
  .readonly();
