import { describe, expect, test } from "vitest";
import { judge, report } from "../../src/simulation/conformance/conformance-report.ts";
import { SKIPPED } from "../../src/simulation/conformance/skipped.ts";
import { expecting, golden, lineAt, traceNames, without, withSign, withSwapped } from "./golden-traces.ts";

/** What the simulated server must at least reproduce. */
const REQUIRED = [
  ...["connect_ok", "connect_refused_no_token", "connect_refused_bad_token", "join_ok", "join_ok_backlog"],
  ...[
    "join_error_unauthorized",
    "join_unmatched_topic",
    "push_reply_ok",
    "push_reply_error",
    "push_no_reply",
  ],
  ...["push_unjoined", "broadcast_two_clients", "broadcast_from", "heartbeat", "leave", "stop_normal"],
  ...["disconnect_user", "crash_other_topic_lives", "crash_rejoin_resume", "double_join", "js18_buffered"],
  ...["js18_heartbeat", "js18_crash_rejoin", "server_endpoint_stop"],
];

describe("the simulated server does what Phoenix did", () => {
  // The required ones by name, so that a file that is gone fails too.
  test.each([...new Set([...REQUIRED, ...traceNames])])("%s", (name) => {
    expect(judge(golden(name))).toEqual({ is: "passed", name });
  });

  test("nothing required is skipped, and nothing is skipped that does not exist", () => {
    const skipped = [...SKIPPED.keys()];
    expect(skipped.filter((name) => REQUIRED.includes(name) || !traceNames.includes(name))).toEqual([]);
  });
});

describe("a server that does something else is noticed", () => {
  const join = golden("join_ok");
  const reply = '["1","1","videos:1","phx_reply",{"response":{"annotations":[]},"status":"ok"}]';

  test("the trace that is altered below", () => {
    expect(lineAt(join, 5).sign).toEqual({ is: "frame", data: reply });
    expect(lineAt(join, 7).sign).toEqual({ is: "closed", code: 1000, reason: "" });
  });

  test("another frame", () => {
    const other = { is: "frame", data: reply.replace("[]", "[1]") } as const;
    const difference = expecting(join, withSign(join, 5, other));
    expect(difference).toMatchObject({ line: 5, client: "A", expected: other, came: { data: reply } });
  });

  test("a frame too few", () => {
    const extra = { ...lineAt(join, 5), line: 5.5 };
    const lines = join.lines.flatMap((line) => (line.line === 5 ? [line, extra] : [line]));
    expect(expecting(join, lines)).toMatchObject({ line: 5.5, expected: { data: reply } });
  });

  test("a frame too many, also at the very end", () => {
    expect(expecting(join, without(join, 5))).toMatchObject({ line: 7, came: { data: reply } });
    expect(expecting(join, without(join, 7))).toMatchObject({
      line: 5,
      expected: null,
      came: { is: "closed", code: 1000 },
    });
  });

  test("another close code", () => {
    const difference = expecting(join, withSign(join, 7, { is: "closed", code: 1001, reason: "" }));
    expect(difference).toMatchObject({ line: 7, expected: { code: 1001 }, came: { code: 1000 } });
  });

  test("another answer to the upgrade", () => {
    expect(expecting(join, withSign(join, 3, { is: "refused", status: 403 }))).toMatchObject({ line: 3 });
  });

  test("two frames in the other order", () => {
    const broadcast = golden("broadcast_two_clients");
    const own = broadcast.lines.flatMap((line) =>
      line.from === "server" && line.client === "A" && line.sign.is === "frame" ? [line.line] : [],
    );
    const [, first = 0, second = 0] = own;
    expect(expecting(broadcast, withSwapped(broadcast, first, second))).toMatchObject({ line: first });
  });

  test("the right frame at the wrong time", () => {
    const idle = golden("idle_timeout");
    const { line } = lineAt(idle, 6);
    const at = (atMs: number) =>
      idle.lines.map((other) => (other.line === line ? { ...other, atMs } : other));
    expect(expecting(idle, at(1060))).toBeNull();
    expect(expecting(idle, at(1070))).toMatchObject({ line, timesMs: { expected: 1070, came: 1003.1 } });
    expect(expecting(idle, at(930))).toMatchObject({ line, timesMs: { expected: 930, came: 1003.1 } });
  });

  test("a big integer that lost its last digits", () => {
    const json = golden("json_encoding");
    const { sign } = lineAt(json, 7);
    if (sign.is !== "frame" || typeof sign.data !== "string") throw new Error("no text in line 7");
    const rounded = sign.data.replace("12345678901234567890123", "12345678901234567000000");
    expect(rounded).not.toBe(sign.data);
    expect(expecting(json, withSign(json, 7, { ...sign, data: rounded }))).toMatchObject({ line: 7 });
  });

  test("a presence that changes its phx_ref between two frames", () => {
    const presence = golden("presence_crash");
    const { sign } = lineAt(presence, 9);
    if (sign.is !== "frame" || typeof sign.data !== "string") throw new Error("no text in line 9");
    const [, ref = ""] = /"phx_ref":"([^"]+)"/.exec(sign.data) ?? [];
    const everywhere = presence.lines.map((line) =>
      line.from === "server" && line.sign.is === "frame" && typeof line.sign.data === "string"
        ? { ...line, sign: { ...line.sign, data: line.sign.data.replaceAll(ref, "another") } }
        : line,
    );
    expect(expecting(presence, everywhere)).toBeNull();
    const here = { ...sign, data: sign.data.replace(ref, "another") };
    expect(expecting(presence, withSign(presence, 9, here))).not.toBeNull();
  });
});

test("the report has a line for what failed, and the counts", () => {
  const join = golden("join_ok");
  const broken = { ...join, lines: withSign(join, 7, { is: "closed", code: 1012, reason: "" }) };
  expect(report([judge(join), judge(broken), { is: "skipped", name: "x", why: "because" }])).toBe(
    [
      "failed  join_ok: line 7, client A: expected close 1012, got close 1000",
      "skipped x: because",
      "1 passed, 1 failed, 1 skipped",
      "",
    ].join("\n"),
  );
});

test("every trace is compared down to its last line", () => {
  for (const name of traceNames) {
    const recording = golden(name);
    const last = recording.lines.findLast((line) => line.from === "server");
    if (last === undefined) throw new Error(`the server says nothing in ${name}`);
    expect([name, expecting(recording, without(recording, last.line))]).not.toEqual([name, null]);
  }
});
