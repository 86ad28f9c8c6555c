import * as z from "zod";
import type { JsonValue } from "../protocol/json.ts";
import { withPlainZeros } from "../protocol/plain-zero.ts";
import type { ChannelCallback } from "../trace/event.ts";
import { canTravel } from "./close-code.ts";
import { DURATION_FORMS, readDuration } from "./duration.ts";
import type { ChannelStateName, Count, PushStateName, Scenario, SocketStateName } from "./scenario.ts";
import { PAGE_PROGRAMS, SERVER_FILES } from "./scenario-cast.ts";
import { DEFAULT_LINK, DEFAULT_SEED, SCENARIO_LIMITS } from "./scenario-limits.ts";
import { describeValue } from "./scenario-message.ts";

/**
 * The shape of a `*.scenario.yaml` file; docs/scenarios.md describes it for writers. It is strict everywhere
 * and says nothing about what one part of the file must know of another (see scenario-coherence.ts).
 * Only the build and the command line may import this module; what pages check has schemas of its own (page-zod.ts).
 */

const SOCKET_STATES = [
  "closed",
  "connecting",
  "open",
  "closing",
] as const satisfies readonly SocketStateName[];
const CHANNEL_STATES = [
  "closed",
  "joining",
  "joined",
  "errored",
  "leaving",
] as const satisfies readonly ChannelStateName[];
const PUSH_STATES = [
  "idle",
  "channel_buffered",
  "socket_buffered",
  "dropped",
  "sent",
  "replied",
  "timed_out",
] as const satisfies readonly PushStateName[];
const CALLBACKS = [
  "join",
  "handle_in",
  "handle_out",
  "handle_info",
  "terminate",
] as const satisfies readonly ChannelCallback[];
const TOKENS = ["signed", "forged", "missing"] as const;
const STORES = ["kept", "emptied_by_restart"] as const satisfies readonly Scenario["store"][];

export const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out of one printed line
    .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/, "must be one line, without control characters");
export const kebab = z
  .string()
  .max(80)
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    "must be lower-case words, digits and hyphens, such as ben-goes-offline",
  );
export const word = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9_-]*$/, "must begin with a lower-case letter and hold only a-z, 0-9, _ and -");
/** Lengths are single bytes in a binary frame (Phoenix 1.8.12, lib/phoenix/socket/serializers). */
export const topic = line(255);
export const event = line(255);

const duration = (mostMs: number) =>
  z.unknown().transform((value, context): number => {
    const ms = readDuration(value);
    const complain = (message: string) => context.issues.push({ code: "custom", message, input: value });
    if (value === undefined) complain("is missing");
    else if (ms === null) complain(`must be a time such as ${DURATION_FORMS}, not ${describeValue(value)}`);
    else if (ms < 0) complain(`must not be negative, and is ${describeValue(value)}`);
    else if (ms > mostMs) complain(`must be at most ${mostMs} ms, and is ${ms} ms`);
    else return ms;
    return z.NEVER;
  });
export const moment = duration(SCENARIO_LIMITS.durationMs);

const COUNT_FORMS = 'a number, "at least 1", "at most 3" or "2 to 4"';
const IN_WORDS = /^(?:(at least|at most) (\d{1,6})|(\d{1,6}) to (\d{1,6}))$/;

function readCount(value: unknown): Count | null {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && value >= 0 ? { atLeast: value + 0, atMost: value + 0 } : null;
  }
  const words = typeof value === "string" ? IN_WORDS.exec(value) : null;
  if (words === null) return null;
  const [, bound, only, from, to] = words;
  if (bound === "at least") return { atLeast: Number(only), atMost: null };
  if (bound === "at most") return { atLeast: 0, atMost: Number(only) };
  return Number(from) <= Number(to) ? { atLeast: Number(from), atMost: Number(to) } : null;
}

const count = z
  .unknown()
  .optional()
  .transform((value, context): Count => {
    if (value === undefined) return { atLeast: 1, atMost: null };
    const read = readCount(value);
    if (read !== null && Math.max(read.atLeast, read.atMost ?? 0) <= SCENARIO_LIMITS.count) return read;
    const message = `must be ${COUNT_FORMS}, up to ${SCENARIO_LIMITS.count}, not ${describeValue(value)}`;
    context.issues.push({ code: "custom", message, input: value });
    return z.NEVER;
  });

/** A map that JSON can carry: YAML also knows `.inf` and `.nan`. */
export const payload = z.record(z.string(), z.unknown()).transform((value, context) => {
  const wrong = findNoJson(value, []);
  if (wrong === null) {
    // What YAML's core schema makes is JSON, apart from the numbers that were just looked for.
    return withPlainZeros(value as { readonly [key: string]: JsonValue });
  }
  const message = `must be a value that JSON can carry, not ${describeValue(wrong.value)}`;
  context.issues.push({ code: "custom", message, input: value, path: wrong.path });
  return z.NEVER;
});

function findNoJson(value: unknown, path: PropertyKey[]): { path: PropertyKey[]; value: unknown } | null {
  if (typeof value === "number") return Number.isFinite(value) ? null : { path, value };
  if (value === null || typeof value !== "object") {
    return value === null || typeof value === "string" || typeof value === "boolean" ? null : { path, value };
  }
  for (const [key, part] of Object.entries(value)) {
    const wrong = findNoJson(part, [...path, Array.isArray(value) ? Number(key) : key]);
    if (wrong !== null) return wrong;
  }
  return null;
}

const link = z.strictObject({
  latency: duration(SCENARIO_LIMITS.latencyMs).optional(),
  jitter: duration(SCENARIO_LIMITS.jitterMs).optional(),
  bandwidth: z
    .int()
    .min(SCENARIO_LIMITS.minBytesPerSecond)
    .max(SCENARIO_LIMITS.maxBytesPerSecond)
    .nullable()
    .optional(),
});

export const page = z.enum(PAGE_PROGRAMS);
export const serverFile = z.enum(SERVER_FILES);
export const server = z.array(serverFile).min(1).max(SCENARIO_LIMITS.serverFiles);

/** The token in a page: how it is signed, and how old it is. */
const token = {
  token: z.enum(TOKENS).default("signed"),
  token_age: duration(SCENARIO_LIMITS.tokenAgeMs).optional(),
};

const client = z.strictObject({
  id: word,
  name: line(40).optional(),
  user: word.optional(),
  page: page.optional(),
  ...token,
  link: link.optional(),
  node: word.optional(),
});

const variant = z.strictObject({
  id: kebab,
  label: line(120),
  about: line(200).optional(),
  page: page.optional(),
  server: server.optional(),
});

/** A row of the curriculum, such as D3. */
export const row = z.string().regex(/^[A-Z][0-9]{1,2}$/, "must be a row of the curriculum, such as D3");

const at = { at: moment };
const viewer = { at: moment, client: word };
const closeCode = z
  .int()
  .min(1000)
  .max(4999)
  .refine(canTravel, "must be a code that a close frame can carry");
const how = z.enum(["graceful", "kill"]).default("graceful");
const secret = z.enum(["kept", "changed"]).default("kept");
const node = word.optional();

export const input = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("add_viewer"),
    ...viewer,
    name: line(40).optional(),
    user: word.optional(),
    ...token,
    link: link.optional(),
  }),
  z.strictObject({ do: z.literal("add_tab"), ...viewer, name: line(40).optional(), of: word }),
  z.strictObject({ do: z.literal("open_page"), ...viewer }),
  z.strictObject({ do: z.literal("close_page"), ...viewer }),
  z.strictObject({ do: z.literal("disconnect"), ...viewer }),
  z.strictObject({ do: z.literal("connect"), ...viewer }),
  z.strictObject({ do: z.literal("annotate"), ...viewer, body: z.string().max(2000) }),
  z.strictObject({ do: z.literal("push"), ...viewer, topic, event, payload: payload.default({}) }),
  z.strictObject({ do: z.literal("join"), ...viewer, topic, params: payload.default({}) }),
  z.strictObject({ do: z.literal("leave"), ...viewer, topic }),
  z.strictObject({
    do: z.literal("press"),
    ...viewer,
    button: line(40),
    text: z.string().max(2000).default(""),
  }),
  z.strictObject({ do: z.literal("pull_cable"), ...viewer }),
  z.strictObject({ do: z.literal("plug_cable"), ...viewer }),
  z.strictObject({ do: z.literal("silence_link"), ...viewer }),
  z.strictObject({ do: z.literal("restore_link"), ...viewer }),
  z.strictObject({ do: z.literal("change_link"), ...viewer, link }),
  z.strictObject({ do: z.literal("reset_link"), ...viewer }),
  z.strictObject({ do: z.literal("close_connection"), ...viewer, code: closeCode }),
  z.strictObject({ do: z.literal("restart_server"), ...at, how, down: moment, secret, node }),
  z.strictObject({ do: z.literal("stop_server"), ...at, how, node }),
  z.strictObject({ do: z.literal("start_server"), ...at, node }),
  z.strictObject({ do: z.literal("netsplit"), ...at }),
  z.strictObject({ do: z.literal("heal"), ...at }),
  z.strictObject({ do: z.literal("advance_clock"), ...at, by: duration(SCENARIO_LIMITS.tokenAgeMs) }),
  z.strictObject({ do: z.literal("crash_channel"), ...viewer, topic }),
  z.strictObject({ do: z.literal("broadcast"), ...at, topic, event, payload: payload.default({}), node }),
  z.strictObject({ do: z.literal("hide_page"), ...viewer }),
  z.strictObject({ do: z.literal("show_page"), ...viewer }),
  z.strictObject({ do: z.literal("leave_page"), ...viewer }),
  z.strictObject({ do: z.literal("return_to_page"), ...viewer }),
  z.strictObject({ do: z.literal("close_laptop"), ...viewer }),
  z.strictObject({ do: z.literal("open_laptop"), ...viewer }),
]);

const when = {
  at: moment.optional(),
  variants: z.array(kebab).min(1).max(SCENARIO_LIMITS.variants).optional(),
  proves: z.array(row).min(1).max(SCENARIO_LIMITS.covers).optional(),
};
const claim = { ...when, client: word };
const annotationId = z.int().min(1);

export const expectation = z.discriminatedUnion("that", [
  z.strictObject({ that: z.literal("page_shows"), ...claim, ids: z.array(annotationId).max(500) }),
  z.strictObject({ that: z.literal("socket_is"), ...claim, state: z.enum(SOCKET_STATES) }),
  z.strictObject({ that: z.literal("channel_is"), ...claim, topic, state: z.enum(CHANNEL_STATES) }),
  z.strictObject({
    that: z.literal("frames_sent"),
    ...claim,
    direction: z.enum(["up", "down"]),
    event,
    topic: topic.optional(),
    payload: payload.optional(),
    count,
  }),
  z.strictObject({ that: z.literal("closed_with"), ...claim, code: z.int().min(1000).max(4999), count }),
  z.strictObject({ that: z.literal("page_threw"), ...claim, error: line(80), count }),
  z.strictObject({ that: z.literal("page_says"), ...claim, line: line(200), count }),
  z.strictObject({
    that: z.literal("push_is"),
    ...claim,
    event,
    state: z.enum(PUSH_STATES),
    status: line(40).optional(),
  }),
  z.strictObject({ that: z.literal("upgrade_refused"), ...claim, status: z.int().min(400).max(599), count }),
  z.strictObject({ that: z.literal("channel_processes"), ...claim, topic: topic.optional(), count }),
  z.strictObject({
    that: z.literal("callback_ran"),
    ...claim,
    topic: topic.optional(),
    callback: z.enum(CALLBACKS),
    about: line(200).optional(),
    count,
  }),
  z.strictObject({ that: z.literal("assigns_are"), ...claim, topic, assigns: payload }),
  z.strictObject({
    that: z.literal("broadcast_sent"),
    ...when,
    topic,
    event,
    mailboxes: z.int().min(0).max(SCENARIO_LIMITS.count).optional(),
    count,
  }),
  z.strictObject({ that: z.literal("rows_stored"), ...when, topic, count }),
  z.strictObject({ that: z.literal("server_logged"), ...when, text: line(200), count }),
]);

export const scenarioFile = z.strictObject({
  id: kebab,
  title: line(120),
  about: z.string().max(2000).default(""),
  seed: z.int().min(0).max(0xffff_ffff).default(DEFAULT_SEED),
  duration: moment,
  store: z.enum(STORES).default("kept"),
  query_time: duration(SCENARIO_LIMITS.latencyMs).optional(),
  covers: z.array(row).max(SCENARIO_LIMITS.covers).default([]),
  page: page.optional(),
  server: server.optional(),
  nodes: z.tuple([word, word]).optional(),
  clients: z.array(client).min(1).max(SCENARIO_LIMITS.clients),
  variants: z.array(variant).min(1).max(SCENARIO_LIMITS.variants).optional(),
  inputs: z.array(input).max(SCENARIO_LIMITS.inputs).default([]),
  expect: z.array(expectation).max(SCENARIO_LIMITS.expectations).default([]),
});

/** A scenario file of the right shape, durations in milliseconds, not yet checked for coherence. */
export type ScenarioFile = z.output<typeof scenarioFile>;
export type FileInput = ScenarioFile["inputs"][number];
export type FileExpectation = ScenarioFile["expect"][number];

/** What stands in `link` when the file leaves out some or all of it. */
export function linkOf(file: ScenarioFile["clients"][number]["link"]) {
  return {
    latencyMs: file?.latency ?? DEFAULT_LINK.latencyMs,
    jitterMs: file?.jitter ?? DEFAULT_LINK.jitterMs,
    bytesPerSecond: file?.bandwidth ?? DEFAULT_LINK.bytesPerSecond,
  };
}
