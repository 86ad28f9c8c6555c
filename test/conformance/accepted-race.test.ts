import { describe, expect, test } from "vitest";
import { GOLDEN_SALT, GOLDEN_SECRET } from "../../src/apps/golden/application.ts";
import { text as stringTerm } from "../../src/server/term.ts";
import { signToken } from "../../src/server/token.ts";
import { compare } from "../../src/simulation/conformance/comparison.ts";
import type { ServerSign } from "../../src/simulation/conformance/recording.ts";
import { readRecording } from "../../src/simulation/conformance/recording-reader.ts";
import { replay } from "../../src/simulation/conformance/replay.ts";
import { expecting, golden, lineAt, traceOf, withSign, withSwapped } from "./golden-traces.ts";

const CLOSE_1000: ServerSign = { is: "closed", code: 1000, reason: "" };

/** A conversation of one client on one connection, as [direction, text frame]; the join has been answered. */
function talk(...frames: readonly ["up" | "down", string][]) {
  const token = signToken(GOLDEN_SECRET, GOLDEN_SALT, stringTerm("u1"), { nowMs: 0 });
  const line = (dir: string, kind: string, data: unknown, code?: number) => ({
    t: 1,
    dir,
    client: "A",
    kind,
    data,
    code,
  });
  const text = traceOf(
    line("c2s", "open", { url: `/socket/websocket?token=${token}&vsn=2.0.0` }),
    line("s2c", "open", {}, 101),
    ...frames.map(([direction, data]) => line(direction === "up" ? "c2s" : "s2c", "text", data)),
  );
  const recording = readRecording("talk", text);
  return compare(recording, replay(recording));
}

const joinFrame = (ref: string): ["up", string] => ["up", `["${ref}","${ref}","videos:1","phx_join",{}]`];
const joinReply = (ref: string): ["down", string] => [
  "down",
  `["${ref}","${ref}","videos:1","phx_reply",{"response":{"annotations":[]},"status":"ok"}]`,
];
const closeOf = (ref: string): ["down", string] => ["down", `["${ref}","${ref}","videos:1","phx_close",{}]`];
const okReply = (ref: string): ["down", string] => [
  "down",
  `["1","${ref}","videos:1","phx_reply",{"response":{},"status":"ok"}]`,
];

describe("at a graceful stop", () => {
  const stop = golden("server_endpoint_stop");

  test("a joined socket may close with 1000 as well as with 1012", () => {
    expect(expecting(stop, withSign(stop, 11, CLOSE_1000))).toBeNull();
  });

  test("a channel's broadcast in terminate/2 may come or not, for a peer may be gone", () => {
    const last = lineAt(stop, 11);
    const broadcast = '[null,null,"videos:1","terminated",{}]';
    const extra = { ...last, sign: { is: "frame", data: broadcast } as const };
    const before = stop.lines.flatMap((line) => (line.line === 11 ? [extra, line] : [line]));
    expect(expecting(stop, before)).toBeNull();
    const reply = {
      ...extra,
      sign: { is: "frame", data: broadcast.replace("null,null", '"1","2"') } as const,
    };
    const withReply = stop.lines.flatMap((line) => (line.line === 11 ? [reply, line] : [line]));
    expect(expecting(stop, withReply)).not.toBeNull();
  });

  test("but with nothing else", () => {
    const other = withSign(stop, 11, { ...CLOSE_1000, code: 1001 });
    expect(expecting(stop, other)).toMatchObject({ line: 11 });
  });

  test("and a disconnect is no stop", () => {
    const disconnect = golden("disconnect_user");
    expect(expecting(disconnect, withSign(disconnect, 15, CLOSE_1000))).toMatchObject({ line: 15 });
  });
});

describe("presence", () => {
  const two = golden("presence_two_clients");
  const own = lineAt(two, 8).sign; // the presence_diff that A gets about itself

  test("the diff and the state of a join may come in either order", () => {
    expect(expecting(two, withSwapped(two, 8, 9))).toBeNull();
  });

  test("but the reply to the join comes before both", () => {
    expect(expecting(two, withSwapped(two, 7, 8))).toMatchObject({ line: 7, expected: own });
  });

  test("who leaves and joins at once may see that leave, and nobody else's is left out", () => {
    const leave = lineAt(two, 18).sign; // u2's leave, as A sees it
    const seenByB = { ...lineAt(two, 20), line: 20.5, sign: leave };
    const lines = two.lines.flatMap((line) => (line.line === 20 ? [line, seenByB] : [line]));
    expect(expecting(two, lines)).toBeNull();
    const withoutLeaveOfA = two.lines.filter(({ line }) => line !== 26);
    expect(expecting(two, withoutLeaveOfA)).toMatchObject({ client: "B", line: 28 });
  });
});

describe("two channels of one socket", () => {
  const joinOf = (topic: string, ref: string): ["up", string] => [
    "up",
    `["${ref}","${ref}","${topic}","phx_join",{}]`,
  ];
  const joined = (topic: string, ref: string): ["down", string] => [
    "down",
    `["${ref}","${ref}","${topic}","phx_reply",{"response":{},"status":"ok"}]`,
  ];
  const echo = (topic: string, join: string, ref: string): ["up", string] => [
    "up",
    `["${join}","${ref}","${topic}","echo",{}]`,
  ];
  const echoed = (topic: string, join: string, ref: string): ["down", string] => [
    "down",
    `["${join}","${ref}","${topic}","phx_reply",{"response":{},"status":"ok"}]`,
  ];
  const before = [
    ...[joinOf("videos:bare", "1"), joined("videos:bare", "1")],
    ...[joinOf("exact", "2"), ["down", joined("exact", "2")[1].replace("{}", '{"preset":true}')] as const],
  ] as ["up" | "down", string][];
  const [one, other] = [echo("videos:bare", "1", "3"), echo("exact", "2", "4")];
  const [reply, otherReply] = [echoed("videos:bare", "1", "3"), echoed("exact", "2", "4")];

  test("may answer in either order", () => {
    expect(talk(...before, one, other, reply, otherReply)).toBeNull();
    expect(talk(...before, one, other, otherReply, reply)).toBeNull();
  });

  test("but not when the client has done something in between", () => {
    const heartbeat: ["up", string] = ["up", '[null,"5","phoenix","heartbeat",{}]'];
    expect(talk(...before, one, other, otherReply, heartbeat, reply)).not.toBeNull();
  });

  test("and what the socket process says itself keeps its place", () => {
    const unmatched: ["up", string] = ["up", '[null,"4","nowhere","echo",{}]'];
    const refused: ["down", string] = [
      "down",
      '[null,"4","nowhere","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]',
    ];
    expect(talk(...before, unmatched, one, refused, reply)).toBeNull();
    expect(talk(...before, unmatched, one, reply, refused)).not.toBeNull();
  });
});

test("a leave with a join right behind it is answered or not", () => {
  const leave: ["up", string] = ["up", '["1","2","videos:1","phx_leave",{}]'];
  const before = [joinFrame("1"), joinReply("1"), leave, joinFrame("3")] as const;
  expect(talk(...before, joinReply("3"), closeOf("1"))).toBeNull();
  expect(talk(...before, okReply("2"), joinReply("3"), closeOf("1"))).toBeNull();
  expect(talk(...before, joinReply("3"))).toMatchObject({ expected: null });
});

test("of three joins in one go, the closes come among the replies or after them", () => {
  const joins = [joinFrame("1"), joinFrame("2"), joinFrame("3")] as const;
  const replies = [joinReply("1"), joinReply("2"), joinReply("3")] as const;
  expect(talk(...joins, ...replies, closeOf("1"), closeOf("2"))).toBeNull();
  expect(talk(...joins, replies[0], replies[1], closeOf("1"), replies[2], closeOf("2"))).toBeNull();
  expect(talk(...joins, replies[0], closeOf("1"), replies[1], replies[2], closeOf("2"))).toMatchObject({
    line: 8,
  });
  expect(talk(...joins, ...replies, closeOf("2"), closeOf("1"))).toMatchObject({ line: 10 });
});

test("a push queued behind one that crashes the channel is lost, or finds no channel", () => {
  const crash: ["up", string] = ["up", '["1","2","videos:1","crash",{}]'];
  const push: ["up", string] = ["up", '["1","3","videos:1","echo",{}]'];
  const error: ["down", string] = ["down", '["1","1","videos:1","phx_error",{"reason":"channel_crash"}]'];
  const unmatched: ["down", string] = [
    "down",
    '[null,"3","videos:1","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]',
  ];
  const before = [joinFrame("1"), joinReply("1"), crash, push] as const;
  expect(talk(...before, error)).toBeNull();
  expect(talk(...before, error, unmatched)).toBeNull();
  expect(talk(...before, error, ["down", unmatched[1].replace('"3"', '"4"')])).toMatchObject({ came: null });
});

test("an intercepted broadcast and a plain one come in either order", () => {
  const secret: ["up", string] = ["up", '["1","2","videos:1","new_annotation_secret",{"body":"s"}]'];
  const plain: ["up", string] = ["up", '["1","3","videos:1","broadcast_from",{}]'];
  const cross: ["up", string] = ["up", '["1","3","videos:1","other_topic",{"topic":"videos:1"}]'];
  const pushed: ["down", string] = [
    "down",
    '["1",null,"videos:1","new_annotation_secret",{"body":"s","from":"u1","for":"u1"}]',
  ];
  const crossed: ["down", string] = ["down", '[null,null,"videos:1","cross",{"topic":"videos:1"}]'];
  const before = [joinFrame("1"), joinReply("1"), secret, cross, okReply("2")] as const;
  expect(talk(...before, crossed, okReply("3"), pushed)).toBeNull();
  expect(talk(...before, pushed, crossed, okReply("3"))).not.toBeNull();
  expect(talk(joinFrame("1"), joinReply("1"), plain, okReply("3"))).toBeNull();
});
