import { sha256 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { deflateSync } from "fflate";
import { describe, expect, test } from "vitest";
import { encodeBase64Url } from "../../src/protocol/base64-url.ts";
import type { JsonObject } from "../../src/protocol/json.ts";
import { withPlainZeros } from "../../src/protocol/plain-zero.ts";
import { INPUT_KINDS } from "../../src/schemas/input-fields.ts";
import { LINK_LIMITS, misfit, type RunLink, readRunLink, writeRunLink } from "../../src/schemas/run-link.ts";
import { traceDigest } from "../../src/schemas/trace-digest.ts";
import { runScenario } from "../../src/simulation/run.ts";
import type { ClientId, NodeName, Seq } from "../../src/trace/ids.ts";
import type { Input, TimedInput } from "../../src/trace/input.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";

const scenario = lessonScenario("cable-pulled-while-ada-writes");
// Ids have no other source in a test.
const ben = "ben" as ClientId;
const zoe = "zoe" as ClientId;

/** Those that name a viewer and nothing else. */
const CLIENT_INPUTS = [
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
] as const;

const LINK: RunLink = {
  scenario: scenario.id,
  variant: "right",
  seed: 7,
  inputs: [
    { atMs: 0, input: { kind: "open_page", client: ben } },
    { atMs: 2001, input: { kind: "annotate", client: ben, body: "Wer spricht? 🤔" } },
  ],
  tookOverMs: 2000,
  untilMs: 5001,
  seq: 12 as Seq,
  view: { panel: "charts", viewer: ben, zoom: 1, picked: null },
  digest: "AAAAAAAAAAAA",
  code: [],
};

function written(link: RunLink): string {
  const text = writeRunLink(link);
  if (!text.ok) throw new Error(text.message);
  return text.text;
}

describe("a link that was written can be read", () => {
  const client = fc.constantFrom("ada", "ben", "läuft?").map((id) => id as ClientId);
  const words = fc.string({ unit: "binary", maxLength: 60 });
  const json = fc
    .dictionary(fc.oneof(words, fc.constant("__proto__")), fc.jsonValue({ maxDepth: 3 }), {
      maxKeys: 4,
    })
    .map((map) => withPlainZeros(map as JsonObject)); // jsonValue makes nothing else
  const input: fc.Arbitrary<Input> = fc.oneof(
    fc.constantFrom(...CLIENT_INPUTS).chain((kind) => client.map((one): Input => ({ kind, client: one }))),
    fc.record({
      kind: fc.constant("add_viewer" as const),
      client,
      name: words,
      user: words,
      token: fc.oneof(
        fc.record({ is: fc.constant("signed" as const), ageSeconds: fc.nat(1_000_000) }),
        fc.record({ is: fc.constantFrom("forged" as const, "missing" as const) }),
      ),
      link: fc.constant({ latencyMs: 40, jitterMs: 0, bytesPerSecond: null }),
    }),
    fc.record({ kind: fc.constant("add_tab" as const), client, name: words, of: client }),
    fc.record({ kind: fc.constant("annotate" as const), client, body: words }),
    fc.record({ kind: fc.constant("push" as const), client, topic: words, event: words, payload: json }),
    fc.record({ kind: fc.constant("join" as const), client, topic: words, params: json }),
    fc.record({ kind: fc.constantFrom("leave", "crash_channel"), client, topic: words }),
    fc.record({ kind: fc.constant("press" as const), client, button: words, text: words }),
    fc.record({
      kind: fc.constant("close_connection" as const),
      client,
      code: fc.constantFrom(1000, 1012, 4999),
    }),
    fc.record({
      kind: fc.constant("restart_server" as const),
      how: fc.constantFrom("graceful", "kill"),
      downMs: fc.nat(600_000),
    }),
    fc.constant<Input>({ kind: "restart_server", how: "kill", downMs: 0, secret: "changed" }),
    fc.record({ kind: fc.constant("advance_clock" as const), byMs: fc.nat(86_400_000) }),
    fc.record({
      kind: fc.constant("change_link" as const),
      client,
      link: fc.record({
        latencyMs: fc.nat(10_000),
        jitterMs: fc.nat(10_000),
        bytesPerSecond: fc.option(fc.integer({ min: 100, max: 1_000_000_000 })),
      }),
    }),
    fc.record({ kind: fc.constant("stop_server" as const), how: fc.constantFrom("graceful", "kill") }),
    fc.constant<Input>({ kind: "start_server" }),
    fc.constant<Input>({ kind: "stop_server", how: "kill", node: "b" as NodeName }),
    fc.record({ kind: fc.constantFrom("netsplit", "heal") }),
    fc.record({ kind: fc.constant("broadcast" as const), topic: words, event: words, payload: json }),
  );
  const inputs = fc
    .array(fc.record({ atMs: fc.nat(600_000), input }), { maxLength: 12 })
    .map((list): readonly TimedInput[] => list.sort((a, b) => a.atMs - b.atMs));
  const link: fc.Arbitrary<RunLink> = fc.record({
    scenario: fc.constantFrom("a", "ben-loses-his-cable"),
    variant: fc.constantFrom("only", "right"),
    seed: fc.nat(0xffff_ffff),
    inputs: fc.option(inputs),
    tookOverMs: fc.option(fc.nat(600_000)),
    untilMs: fc.nat(3_600_000),
    seq: fc.nat(100_000).map((seq) => seq as Seq),
    view: fc.record({
      panel: fc.constantFrom("viewers", "charts"),
      viewer: fc.option(client),
      zoom: fc.constantFrom(1, 1, 0.351, 12),
      picked: fc.option(fc.nat(100_000).map((seq) => seq as Seq)),
    }),
    digest: fc.constant("abc-_AAAAAAA"),
    code: fc.array(fc.record({ file: fc.constant("video_channel.ex"), text: words }), { maxLength: 2 }),
  });

  test("as what it was, whatever was done and typed", () => {
    fc.assert(
      fc.property(link, (one) => {
        expect(readRunLink(written(one))).toEqual({ ok: true, link: one });
      }),
    );
  });

  test("in characters that no program escapes", () => {
    fc.assert(
      fc.property(link, (one) => {
        expect(written(one)).toMatch(/^[12]\.[A-Za-z0-9_-]+$/);
      }),
    );
  });

  test("in the first format, unless the diagram is looked at closely", () => {
    expect(written(LINK)).toMatch(/^1\./);
    expect(written({ ...LINK, view: { ...LINK.view, zoom: 2 } })).toMatch(/^2\./);
    expect(written({ ...LINK, view: { ...LINK.view, picked: LINK.seq } })).toMatch(/^2\./);
  });

  test("every kind of input has been tried", () => {
    const tried = new Set(fc.sample(input, 3000).map(({ kind }) => kind));
    expect([...INPUT_KINDS].filter((kind) => !tried.has(kind))).toEqual([]);
  });

  test("a run of a lesson fits into few characters", () => {
    const inputs = [...scenario.inputs, ...(LINK.inputs ?? []).map((one) => ({ ...one, atMs: 60_000 }))];
    expect(written({ ...LINK, inputs }).length).toBeLessThan(800);
  });
});

describe("a link that is not as it was written is never taken for a run", () => {
  const text = written(LINK);

  test("cut off anywhere", () => {
    for (let length = 0; length < text.length; length += 1) {
      expect(readRunLink(text.slice(0, length)), `${length} characters`).toMatchObject({ ok: false });
    }
  });

  test("with any character changed", () => {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.%= ä";
    for (let at = 0; at < text.length; at += 1) {
      for (const letter of letters) {
        if (letter === text[at]) continue;
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        expect(readRunLink(changed).ok, changed).toBe(false);
      }
    }
  });

  test("with parts swapped, doubled or added", () => {
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), fc.string(), (from, to, more) => {
        const changed = text.slice(0, from) + more + text.slice(to);
        expect(readRunLink(changed).ok).toBe(changed === text);
      }),
    );
  });

  test("anything else", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.base64String()), (any) => {
        expect(readRunLink(any)).toMatchObject({ ok: false, fault: "damaged" });
      }),
    );
  });

  test("of a newer format, and it says so", () => {
    const newer = readRunLink(`3${text.slice(1)}`);
    expect(newer).toMatchObject({ ok: false, fault: "newer" });
    expect(newer.ok ? "" : newer.message).toMatch(/newer version.*format 3/);
  });
});

describe("a link that somebody made by hand", () => {
  /** With a check that is right. */
  function handmade(bytes: Uint8Array): string {
    const packed = deflateSync(bytes, { level: 9 });
    const check = sha256(Uint8Array.of(1, ...packed)).subarray(0, 8);
    return `1.${encodeBase64Url(Uint8Array.of(...check, ...packed))}`;
  }
  const handmadeOf = (value: unknown) => handmade(new TextEncoder().encode(JSON.stringify(value)));
  const plain = JSON.parse(JSON.stringify({ ...LINK, code: undefined }));

  test("is read when it holds a run", () => {
    expect(readRunLink(handmadeOf(plain))).toEqual({ ok: true, link: LINK });
  });

  test("has no negative zero, which no run that was kept has", () => {
    const push = { kind: "push", client: "ben", topic: "videos:1", event: "n", payload: { n: [7] } };
    const text = JSON.stringify({ ...plain, inputs: [{ atMs: 0, input: push }] }).replace("[7]", "[-0]");
    const read = readRunLink(handmade(new TextEncoder().encode(text)));
    if (!read.ok) throw new Error(read.message);
    expect(read.link.inputs?.[0]?.input).toStrictEqual({ ...push, payload: { n: [0] } });
    expect(readRunLink(written(read.link))).toEqual(read);
  });

  test.each([
    ["no run at all", null],
    ["a field too many", { ...plain, script: "alert(1)" }],
    ["a name that is a path", { ...plain, scenario: "../../etc" }],
    ["a seed that is none", { ...plain, seed: -1 }],
    ["a run without end", { ...plain, untilMs: 1e12 }],
    ["inputs out of order", { ...plain, inputs: plain.inputs.toReversed() }],
    ["an input that nobody knows", { ...plain, inputs: [{ atMs: 0, input: { kind: "run_code" } }] }],
    ["too many inputs", { ...plain, inputs: new Array(1001).fill(plain.inputs[0]) }],
    [
      "a novel",
      {
        ...plain,
        inputs: [{ atMs: 0, input: { kind: "annotate", client: "ben", body: "x".repeat(5000) } }],
      },
    ],
    [
      "a code that no frame carries",
      { ...plain, inputs: [{ atMs: 0, input: { kind: "close_connection", client: "ben", code: 1006 } }] },
    ],
    ["code in a file elsewhere", { ...plain, code: [{ file: "../x.ex", text: "" }] }],
  ])("is refused when it holds %s", (_, value) => {
    expect(readRunLink(handmadeOf(value))).toMatchObject({ ok: false, fault: "unfit" });
  });

  test("is refused when few bytes stand for very many", () => {
    const bomb = handmade(new Uint8Array(20 * 1024 * 1024).fill(0x20));
    expect(bomb.length).toBeLessThan(LINK_LIMITS.characters);
    expect(readRunLink(bomb)).toMatchObject({ ok: false, fault: "unfit" });
  });

  test("is refused when brackets stand within brackets without end", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const text = JSON.stringify(plain).replace(
      '"inputs":[',
      `"inputs":[{"atMs":0,"input":{"kind":"push","client":"ben","topic":"t","event":"e","payload":{"a":${deep}}}},`,
    );
    expect(readRunLink(handmade(new TextEncoder().encode(text)))).toMatchObject({
      ok: false,
      fault: "unfit",
    });
  });
});

describe("a run that no link can carry", () => {
  test.each([
    [
      "too much of it",
      Array.from({ length: 900 }, (_, index) => `${index * 7919} ${"abcdefgh".repeat(index % 50)}`),
      /too long for a link/,
    ],
    ["a text beyond what is taken", ["x".repeat(4001)], /cannot carry/],
  ])("is refused in words: %s", (_, bodies, message) => {
    const inputs = bodies.map(
      (body, index): TimedInput => ({
        atMs: index,
        input: { kind: "annotate", client: ben, body: scrambled(body) },
      }),
    );
    const result = writeRunLink({ ...LINK, inputs });
    expect(result).toMatchObject({ ok: false });
    expect(result.ok ? "" : result.message).toMatch(message);
  });

  test("an integer that JavaScript's JSON does not know", () => {
    const payload = { id: 2n ** 70n };
    const push: Input = { kind: "push", client: ben, topic: "t", event: "e", payload };
    expect(writeRunLink({ ...LINK, inputs: [{ atMs: 0, input: push }] })).toMatchObject({ ok: false });
  });
});

test("a link is a run of one scenario only", () => {
  expect(misfit(LINK, scenario)).toBeNull();
  expect(misfit({ ...LINK, variant: "wrong" }, scenario)).toMatch(/variant “wrong”.*none, naive, right/);
  const inputs: readonly TimedInput[] = [{ atMs: 0, input: { kind: "pull_cable", client: zoe } }];
  expect(misfit({ ...LINK, inputs }, scenario)).toMatch(/done to “zoe”.*ada, ben/);
});

test("who came in the course of a run may be acted on from then on, and there is room for so many", () => {
  const tab = (client: string, of: ClientId): TimedInput => ({
    atMs: 0,
    input: { kind: "add_tab", client: client as ClientId, name: client, of },
  });
  const pull: TimedInput = { atMs: 0, input: { kind: "pull_cable", client: zoe } };
  const said = (...inputs: readonly TimedInput[]) => misfit({ ...LINK, inputs }, scenario);
  expect(said(tab(zoe, ben), pull)).toBeNull();
  expect(said(pull, tab(zoe, ben))).toMatch(/done to “zoe”/);
  expect(said(tab("ben-2", zoe))).toMatch(/done to “zoe”/);
  expect(said(...[..."cdefghi"].map((id) => tab(id, ben)))).toMatch(/More than 8 viewers/);
});

test("the digest tells a trace from another one", () => {
  const [one, same, other] = ["right", "right", "naive"].map((variant) =>
    traceDigest(runScenario(scenario, { variant }).events),
  );
  expect(one).toBe(same);
  expect(one).not.toBe(other);
});

/** A text that does not pack well. */
function scrambled(text: string): string {
  let state = 1;
  return [...text]
    .map((letter) => {
      state = (state * 16807 + letter.charCodeAt(0)) % 2147483647;
      return text.length > 4000 ? letter : String.fromCharCode(33 + (state % 90));
    })
    .join("");
}
