import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { traceEvent } from "../../src/schemas/event-shape.ts";
import { INPUT_FIELDS, INPUT_KINDS, type InputField } from "../../src/schemas/input-fields.ts";
import { input } from "../../src/schemas/input-shape.ts";
import { TRACE_LIMITS, traceFile, writeTrace } from "../../src/schemas/trace-file.ts";
import { type ReadTrace, readTrace } from "../../src/schemas/trace-reader.ts";
import type { ClientId, ConnectionId, FrameId, Seq } from "../../src/trace/ids.ts";
import { serializeEvent } from "../../src/trace/serialize.ts";
import { allScenarios, lessonScenario } from "../simulation/scenario-files.ts";
import { savedRun } from "./saved-run.ts";

const saved = savedRun(lessonScenario("cable-pulled-while-ada-writes"), "right");
const text = writeTrace(saved);

/** The text with its first `from` replaced. */
function spoilt(from: string | RegExp, to: string): string {
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`the trace has no ${from}`);
  return changed;
}

function firstProblem(read: ReadTrace): string {
  if (read.ok) return "none";
  const [problem] = read.problems;
  if (problem === undefined) return "nothing is said";
  const { place, path, message } = problem;
  return `${place === null ? "" : `${place.line}:${place.column} `}${path === "" ? "" : `${path}: `}${message}`;
}

/** The line of the file on which an event stands. */
function lineOf(seq: number): number {
  return text.split("\n").indexOf(`${serializeEvent(saved.events[seq] ?? never())}`.concat(",")) + 1;
}

describe("what was saved can be opened", () => {
  const runs = allScenarios().flatMap((scenario) =>
    scenario.variants.map((variant) => ({ scenario, id: scenario.id, variant: variant.id })),
  );

  test.each(runs)("$id, $variant, to the last byte", ({ scenario, variant }) => {
    const run = savedRun(scenario, variant);
    const written = writeTrace(run);
    const read = readTrace(written);
    expect(firstProblem(read)).toBe("none");
    expect(read.ok && writeTrace(read.trace)).toBe(written);
    expect(read.ok && read.trace.events).toEqual(run.events);
  });

  test("each event stands on a line of its own, as in every trace", () => {
    const lines = text.split("\n");
    for (const event of saved.events)
      expect(lines).toContainEqual(expect.stringContaining(serializeEvent(event)));
    expect(Object.keys(JSON.parse(text)).sort()).toEqual(Object.keys(traceFile.shape).sort());
  });

  test("bytes, halves of surrogate pairs and long integers come back as they were", () => {
    // Ids have no other source in a test.
    const [client, connection, frame] = ["ada" as ClientId, 1 as ConnectionId, 1 as FrameId];
    const base = { timeMs: 0, cause: null };
    const odd = {
      ...saved,
      at: 0 as Seq,
      states: [],
      events: [
        {
          ...base,
          seq: 0 as Seq,
          kind: "frame_sent",
          client,
          connection,
          frame,
          direction: "up",
          data: new Uint8Array([0, 127, 255]),
        },
        {
          ...base,
          seq: 1 as Seq,
          kind: "api_called",
          client,
          call: {
            name: "push",
            push: 1,
            topic: "a\udcff",
            event: "e",
            payload: { id: 2n ** 70n, __proto__: null },
            timeoutMs: 10_000,
          },
        },
      ],
    } as unknown as typeof saved; // a hand-made push id
    const read = readTrace(writeTrace(odd));
    expect(firstProblem(read)).toBe("none");
    expect(read.ok && read.trace.events).toEqual(odd.events);
  });
});

describe("a file that is no trace is told what is wrong, and where", () => {
  const first = saved.events.findIndex(({ kind }) => kind === "frame_sent");

  test.each([
    ["nothing", "", /^1:1 this is not JSON: it ends/],
    ["another kind of file", "\u0089PNG\r\n", /^1:1 this is not JSON: ".*" cannot stand here/],
    ["another JSON", '{"hello": 1}', /no trace saved on this site/],
    ["a list", "[1, 2]", /no trace saved on this site/],
    ["a trace of a newer site", spoilt('"version":1', '"version":2'), /newer version.*format 2/],
    ["half a trace", text.slice(0, 5000), /not JSON: it ends in the middle/],
    ["a stray comma", spoilt('"seed":', '"seed":,'), /^6:8 this is not JSON: "," cannot stand here/],
    [
      "a key that nobody knows",
      spoilt('"seed":1', '"seed":1,"sead":2'),
      /^6:17 sead: unknown key "sead"; did you mean "seed"/,
    ],
    [
      "an event that nobody knows",
      spoilt('"kind":"frame_sent"', '"kind":"frame_send"'),
      new RegExp(
        `^${lineOf(first)}:\\d+ events\\[${first}\\]\\.kind: unknown "kind" "frame_send"; did you mean "frame_sent"`,
      ),
    ],
    [
      "a field of another type",
      spoilt(/"connection":1,"data"/, '"connection":"one","data"'),
      new RegExp(
        `^${lineOf(first)}:\\d+ events\\[${first}\\]\\.connection: "connection" must be a number, not "one"`,
      ),
    ],
    [
      "an event out of its place",
      spoilt('"seq":7,', '"seq":70,'),
      /events\[7\]\.seq: "seq" must be 7, its place/,
    ],
    ["a cause that comes later", spoilt('"cause":1,', '"cause":900,'), /must be an earlier event/],
    ["time that runs back", spoilt('"timeMs":0}', '"timeMs":1}'), /must not be before the event above/],
    ["a moment that is none", spoilt(/"at":\d+/, '"at":99999'), /^7:6 at: "at" must be one of the/],
    ["states of nowhere", spoilt(/"from":\d+/, '"from":50000'), /states\[0\]\.from: .*must name a stretch/],
    ["brackets without end", `${"[".repeat(200_000)}`, /nested more than 96 deep/],
  ])("%s", (_, file, message) => {
    expect(firstProblem(readTrace(file))).toMatch(message);
  });

  test("too much of it", () => {
    expect(firstProblem(readTrace(" ".repeat(TRACE_LIMITS.fileBytes + 1)))).toMatch(/24\.0 MB at most/);
    const line = serializeEvent(saved.events[0] ?? never());
    const many = spoilt(
      line,
      Array(TRACE_LIMITS.events + 1)
        .fill(line)
        .join(","),
    );
    expect(firstProblem(readTrace(many))).toMatch(/"events" must have at most 60000 items/);
  });

  test("anything at all", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (any) => {
        expect(readTrace(any).ok).toBe(false);
      }),
    );
  });

  test("a trace in which any one value was replaced by something else never throws", () => {
    const values = [...text.matchAll(/(?<=[:[,])(?:"[^"\\]*"|\d+|null|true|false)(?=[,}\]])/g)];
    expect(values.length).toBeGreaterThan(1000);
    fc.assert(
      fc.property(fc.constantFrom(...values), fc.json({ maxDepth: 1 }), (value, other) => {
        const at = value.index ?? 0;
        const changed = text.slice(0, at) + other + text.slice(at + value[0].length);
        const read = readTrace(changed);
        if (!read.ok) expect(read.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe("docs/trace.md", () => {
  const doc = readFileSync("docs/trace.md", "utf8");
  type Kinds = { readonly values: ReadonlySet<string> } | { readonly options: readonly string[] };
  const kindsOf = (kind: Kinds): readonly string[] => ("values" in kind ? [...kind.values] : kind.options);

  test.each(
    traceEvent.options.flatMap(({ shape }) =>
      kindsOf(shape.kind).map((kind) => ({ kind, keys: Object.keys(shape) })),
    ),
  )("has a row for $kind with all of its fields", ({ kind, keys }) => {
    const row = doc.split("\n").find((line) => line.startsWith(`| \`${kind}\` |`));
    expect(row, kind).toBeDefined();
    for (const key of keys.filter((one) => !["kind", "seq", "timeMs", "cause"].includes(one))) {
      expect(row).toContain(`\`${key}\``);
    }
  });

  test("names every field of the file", () => {
    for (const key of Object.keys(traceFile.shape)) expect(doc).toContain(`| \`${key}\` |`);
  });

  test.each(INPUT_KINDS)("an input of the kind %s needs its fields, and has no other", (kind) => {
    const needed = Object.values<InputField>(INPUT_FIELDS[kind]).filter(
      (field) => field !== "node" && field !== "secret",
    );
    expect(input.safeParse({ kind }).success).toBe(needed.length === 0);
    expect(input.safeParse({ kind, other: 1 }).success).toBe(false);
  });
});

function never(): never {
  throw new Error("a trace without events");
}
