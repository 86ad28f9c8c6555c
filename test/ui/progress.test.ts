import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/schemas/exercise.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import {
  MOST_BYTES,
  NO_PROGRESS,
  type Progress,
  readProgress,
  withExercise,
  withLesson,
  writeProgress,
} from "../../src/ui/progress/progress.ts";

const ben = "ben" as ClientId;

const ANSWERS: readonly Answer[] = [
  { to: "predict", fields: { event: "phx_join", "payload.last_seen_id": "1" } },
  { to: "order", order: ["a", "b"] },
  { to: "explain", choice: null },
  { to: "explain", choice: "deploy" },
  { to: "choose", choices: { page: "contiguous" } },
  {
    to: "build",
    variant: "none",
    inputs: [
      { atMs: 0, input: { kind: "open_page", client: ben } },
      { atMs: 5, input: { kind: "restart_server", how: "kill", downMs: 2000 } },
      { atMs: 6, input: { kind: "start_server" } },
      {
        atMs: 7,
        input: {
          kind: "push",
          client: ben,
          topic: "videos:1",
          event: "ping",
          payload: { deep: [1, { x: null }] },
        },
      },
    ],
  },
];

function problem(value: unknown): string {
  const reading = readProgress(typeof value === "string" ? value : JSON.stringify(value));
  return reading.ok ? "it was read" : reading.problem;
}

const record = (changes: object): object => ({
  rejoin: "progress",
  version: 1,
  lessons: [],
  exercises: {},
  ...changes,
});

describe("progress", () => {
  test("is read as it was written, every kind of answer", () => {
    const id = fc.stringMatching(/^[a-z]{1,8}(-[a-z0-9]{1,8}){0,3}$/);
    const lesson = fc.tuple(id, id).map((words) => words.join("/"));
    const progress = fc.record({
      lessons: fc.uniqueArray(lesson),
      exercises: fc.dictionary(id, fc.constantFrom(...ANSWERS)),
    });
    fc.assert(
      fc.property(progress, (kept: Progress) => {
        expect(readProgress(writeProgress(kept))).toEqual({ ok: true, progress: kept });
      }),
    );
  });

  test("whatever the text is, it is read or refused with a reason", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(problem(text).length).toBeGreaterThan(0);
      }),
    );
  });

  test("a lesson is read or not, an exercise keeps its last answer", () => {
    const read = withLesson(withLesson(NO_PROGRESS, "a/b", true), "a/b", true);
    expect(read.lessons).toEqual(["a/b"]);
    expect(withLesson(read, "a/b", false).lessons).toEqual([]);
    const first: Answer = { to: "explain", choice: "one" };
    const second: Answer = { to: "explain", choice: "two" };
    expect(withExercise(withExercise(read, "x", first), "x", second)).toEqual({
      lessons: ["a/b"],
      exercises: { x: second },
    });
  });
});

describe("a bad file is refused, with what is wrong", () => {
  test.each<[string, unknown, RegExp]>([
    ["no JSON", "{", /not JSON/],
    ["something else", [1, 2], /not a record of progress/],
    ["another record", { rejoin: "scenario" }, /not a record of progress/],
    ["another version", record({ version: 2 }), /its version is 2, and this site reads version 1/],
    ["no version", { rejoin: "progress" }, /its version is none/],
    ["an unknown key", record({ points: 3 }), /a key that is not known, "points"/],
    ["a missing key", { rejoin: "progress", version: 1, lessons: [] }, /has no "exercises"/],
    ["lessons that are no list", record({ lessons: "all" }), /lessons is not a list/],
    ["a lesson that is none", record({ lessons: ["<script>"] }), /"<script>" is no lesson/],
    [
      "too many lessons",
      record({ lessons: Array.from({ length: 1001 }, () => "a") }),
      /more than 1000 items/,
    ],
    ["an exercise that is none", record({ exercises: { "A B": ANSWERS[0] } }), /"A B" is no exercise/],
    [
      "an unknown answer",
      record({ exercises: { x: { to: "guess" } } }),
      /the answer to x is of no known kind/,
    ],
    ["no answer", record({ exercises: { x: null } }), /the answer to x is of no known kind/],
    [
      "an answer with more in it",
      record({ exercises: { x: { to: "explain", choice: "a", why: "b" } } }),
      /the answer to x has a key that is not known, "why"/,
    ],
    [
      "a choice that is no text",
      record({ exercises: { x: { to: "explain", choice: 7 } } }),
      /holds 7 where a text belongs/,
    ],
    [
      "an unknown input",
      record({
        exercises: { x: { to: "build", variant: "a", inputs: [{ atMs: 1, input: { kind: "toString" } }] } },
      }),
      /an input that is of no known kind/,
    ],
    [
      "an input with a wrong field",
      record({
        exercises: {
          x: {
            to: "build",
            variant: "a",
            inputs: [{ atMs: 1, input: { kind: "stop_server", how: "softly" } }],
          },
        },
      }),
      /an input whose "how" is not valid/,
    ],
    [
      "an input with a time that is none",
      record({
        exercises: {
          x: { to: "build", variant: "a", inputs: [{ atMs: -1, input: { kind: "start_server" } }] },
        },
      }),
      /an input that is of no known kind/,
    ],
  ])("%s", (_, value, expected) => {
    expect(problem(value)).toMatch(expected);
  });

  test("a file that is too large", () => {
    expect(problem(" ".repeat(MOST_BYTES + 1))).toMatch(/larger than 256 KB/);
    expect(problem(`"${"é".repeat(MOST_BYTES / 2)}"`)).toMatch(/larger than 256 KB/);
  });
});
