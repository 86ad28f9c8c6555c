import type { JsonObject } from "../protocol/json.ts";
import { withPlainZeros } from "../protocol/plain-zero.ts";
import type { ClientId, NodeName } from "../trace/ids.ts";
import type { Input, InputKind } from "../trace/input.ts";
import { canTravel } from "./close-code.ts";
import { INPUT_FIELDS, INPUT_KINDS, type InputField } from "./input-fields.ts";
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

const FIELD_SHAPES: { readonly [Field in InputField]: z.ZodType } = {
  client: clientId,
  text: words,
  node: nodeName.exactOptional(),
  "close code": closeCode,
  "down time": z.int().min(0).max(SCENARIO_LIMITS.durationMs),
  "clock time": z.int().min(0).max(SCENARIO_LIMITS.tokenAgeMs),
  object: jsonObject,
  stop: z.enum(["graceful", "kill"]),
  secret: z.literal("changed").exactOptional(),
  link: linkProfile,
  token: pageToken,
};

const [first, ...others] = INPUT_KINDS;

// Each shape is made from the row of the table that the compiler has compared with the type of its kind.
export const input = z.discriminatedUnion("kind", [shapeOf(first), ...others.map(shapeOf)]) as z.ZodType<
  Input,
  Input
>;

function shapeOf(kind: InputKind) {
  const fields = Object.entries<InputField>(INPUT_FIELDS[kind]);
  return z.strictObject({
    kind: z.literal(kind),
    ...Object.fromEntries(fields.map(([name, field]) => [name, FIELD_SHAPES[field]])),
  });
}

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
