import * as z from "zod";
import { INPUT_KINDS } from "./input-fields.ts";
import {
  event,
  expectation,
  input,
  kebab,
  line,
  moment,
  page,
  payload,
  row,
  server,
  serverFile,
  topic,
  word,
} from "./scenario-file.ts";
import { SCENARIO_LIMITS } from "./scenario-limits.ts";

/**
 * The shape of a `*.exercise.yaml` file; docs/exercises.md describes it for writers. Like scenario-file.ts it is
 * strict, and never shipped to the page.
 */

const text = z.string().min(1).max(2000);
const field = z
  .string()
  .regex(
    /^(join_ref|ref|topic|event|payload(\.[\w-]+)+)$/,
    "must be join_ref, ref, topic, event or payload.key",
  );
const choice = z.strictObject({ id: kebab, label: line(200) });
const frames = { client: word, direction: z.enum(["up", "down"]) };

const predict = z.strictObject({
  kind: z.literal("predict"),
  variant: kebab.optional(),
  at: moment,
  ...frames,
  fields: z
    .array(z.strictObject({ name: field, choices: z.array(line(80)).min(2).max(8).optional() }))
    .min(1)
    .max(6),
});

const order = z.strictObject({
  kind: z.literal("order"),
  variant: kebab.optional(),
  items: z
    .array(
      z.strictObject({
        ...choice.shape,
        moment: z.enum(["sent", "arrived"]).default("sent"),
        ...frames,
        event,
        topic: topic.optional(),
        payload: payload.optional(),
        nth: z.int().min(1).max(100).default(1),
      }),
    )
    .min(3)
    .max(8),
});

const explain = z.strictObject({
  kind: z.literal("explain"),
  variant: kebab.optional(),
  client: word,
  shown: kebab,
  options: z
    .array(z.strictObject({ ...choice.shape, inputs: z.array(input).max(20) }))
    .min(2)
    .max(8),
});

const build = z.strictObject({
  kind: z.literal("build"),
  variant: kebab.optional(),
  settle: moment.optional(),
  allowed: z.array(z.enum(INPUT_KINDS)).default([]),
  goal: z.array(expectation).min(1).max(12),
});

const faults = z
  .array(
    z.strictObject({
      label: line(120),
      from: moment,
      to: moment,
      every: moment,
      inputs: z.array(input).min(1).max(10),
    }),
  )
  .max(4)
  .default([]);

const choose = z.strictObject({
  kind: z.literal("choose"),
  groups: z
    .array(
      z.strictObject({
        ...choice.shape,
        options: z
          .array(z.strictObject({ ...choice.shape, page: page.optional(), server: server.optional() }))
          .min(2)
          .max(6),
      }),
    )
    .min(1)
    .max(4),
  faults,
  goal: z.array(expectation).min(1).max(12),
});

const write = z.strictObject({
  kind: z.literal("write"),
  page: page.optional(),
  server,
  file: serverFile,
  faults,
  goal: z.array(expectation).min(1).max(12),
});

const writePage = z.strictObject({
  kind: z.literal("write_page"),
  page,
  variant: kebab.optional(),
  faults,
  goal: z.array(expectation).min(1).max(12),
});

/** An answer as a file writes it; which of these it may be depends on the kind of task. */
const answer = z.strictObject({
  fields: z.record(field, z.string().max(200)).optional(),
  order: z.array(kebab).max(8).optional(),
  choice: kebab.optional(),
  choices: z.record(kebab, kebab).optional(),
  inputs: z.array(input).max(50).optional(),
  changes: z
    .array(z.strictObject({ replace: z.string().min(1).max(4000), with: z.string().max(4000) }))
    .max(10)
    .optional(),
});

export const exerciseFile = z.strictObject({
  id: kebab,
  title: line(120),
  question: text,
  covers: z.array(row).max(SCENARIO_LIMITS.covers).default([]),
  scenario: kebab,
  task: z.discriminatedUnion("kind", [predict, order, explain, build, choose, write, writePage]),
  solution: answer,
  /** Answers that somebody might well give, and what they must be told. */
  wrong: z
    .array(z.strictObject({ answer, says: line(200) }))
    .min(2)
    .max(8),
});

export type ExerciseFile = z.output<typeof exerciseFile>;
export type FileTask = ExerciseFile["task"];
export type FileAnswer = ExerciseFile["solution"];
export type FileFault = Extract<FileTask, { kind: "write" }>["faults"][number];
