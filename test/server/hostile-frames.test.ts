import { expect, test } from "vitest";
import type { FrameData } from "../../src/protocol/message.ts";
import "../../src/simulation/whole.ts";
import { join, replied, serverWithClients } from "./raw-client.ts";

// What a real Phoenix 1.8.12 did with each of these frames, and with what reason the channels of a connection
// that died were terminated.

const WATCHED = "videos:watched";
const encoder = new TextEncoder();

function binaryPush(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const fields = parts.map((part) => (typeof part === "string" ? encoder.encode(part) : part));
  return Uint8Array.of(
    0,
    ...fields.slice(0, 4).map(({ length }) => length),
    ...fields.flatMap((f) => [...f]),
  );
}

const STRAY = Uint8Array.of(0xff);

/** Ada is on the watched topic and sends the frames one by one; Ben hears how her channel ended. */
function hostile(frames: readonly FrameData[], vsn = "2.0.0") {
  const { connect } = serverWithClients();
  const ben = connect("ben");
  ben.say(join(WATCHED));
  const ada = connect("ada", { vsn });
  const first =
    vsn === "2.0.0" ? join(WATCHED) : `{"topic":"${WATCHED}","event":"phx_join","payload":{},"ref":"1"}`;
  ada.say(first);
  const answers = frames.flatMap((frame) => ada.say(frame));
  const reason = ben.hear().map((frame) => JSON.parse(String(frame))[4].reason)[0] ?? null;
  return { answers, reason };
}

test.each([
  ["what is not JSON", "{nope", "{%Jason.DecodeError{position: 1, token: nil, ...}, [{...}, ...]}"],
  ["a short array", '["1","2"]', "{{:badmatch, [...]}, [{...}, ...]}"],
  ["an object", "{}", "{{:badmatch, %{}}, [{...}, ...]}"],
  ["a scalar", "3", "{{:badmatch, 3}, [{...}, ...]}"],
  ["bytes cut short", Uint8Array.of(1, 2), "{:function_clause, [{...}, ...]}"],
  [
    "a join of a map",
    '["5","5",{},"phx_join",{}]',
    "{%Protocol.UndefinedError{protocol: String.Chars, value: %{}, ...}, [{...}, ...]}",
  ],
  [
    "an unjoined topic that is no UTF-8",
    binaryPush("1", "2", STRAY, "x"),
    '{%Jason.EncodeError{message: "invalid byte 0xFF in <<255>>"}, [{...}, ...]}',
  ],
  [
    "a join of a topic that is no UTF-8",
    binaryPush("7", "7", Uint8Array.of(...encoder.encode("videos:"), 0xff), "phx_join"),
    '{%Jason.EncodeError{message: "invalid byte 0xFF in <<118, 105, 100, 101, 111, 115, 58, 255>>"}, [{...}, ...]}',
  ],
  [
    "a join with a map as ref, answered in bytes",
    '["1",{"a":1},"videos:bin_join","phx_join",{}]',
    "{%Protocol.UndefinedError{protocol: String.Chars, value: %{...}, ...}, [{...}, ...]}",
  ],
])("the connection dies of %s", (_what, frame, reason) => {
  expect(hostile([frame])).toEqual({ answers: [1011], reason });
});

test.each([
  ["an array", "[]", '{%RuntimeError{message: "V1 JSON Serializer expected a map, got []"}, [{...}, ...]}'],
  [
    "an object without a topic",
    "{}",
    '{%Phoenix.Socket.InvalidMessageError{message: "missing key \\"topic\\""}, [{...}, ...]}',
  ],
])("a connection that speaks 1.0.0 dies of %s", (_what, frame, reason) => {
  expect(hostile([frame], "1.0.0")).toEqual({ answers: [1011], reason });
});

test.each([
  ["an event on a map", '["5","5",{"a":1},"x",{}]', '[null,"5",{"a":1},"phx_reply",UNMATCHED]'],
  ["a join of letters", '["5","5",[65,"c"],"phx_join",{}]', '[null,"5",[65,"c"],"phx_reply",UNMATCHED]'],
  ["a join of true", '["5","5",true,"phx_join",{}]', '[null,"5",true,"phx_reply",UNMATCHED]'],
])("%s is answered as a topic that nothing matches", (_what, frame, answer) => {
  const unmatched = '{"response":{"reason":"unmatched topic"},"status":"error"}';
  expect(hostile([frame])).toEqual({ answers: [answer.replace("UNMATCHED", unmatched)], reason: null });
});

test("a binary reply says its refs as text, whatever they were", () => {
  const head = (...sizes: readonly number[]) => Uint8Array.of(1, ...sizes);
  const answerTo = (joinRef: string, ref: string) =>
    hostile([`[${joinRef},${ref},"videos:bin_join","phx_join",{}]`]).answers;
  const reply = (joinRef: string, ref: string) =>
    Uint8Array.of(
      ...head(joinRef.length, ref.length, 15, 2),
      ...encoder.encode(`${joinRef}${ref}videos:bin_joinok`),
      1,
      2,
      3,
    );
  expect(answerTo("true", "1.5")).toEqual([reply("true", "1.5")]);
  expect(answerTo('"1"', '[65,"b"]')).toEqual([reply("1", "Ab")]);
});

test("a ref of any bytes comes back in a binary reply, and crashes the channel in a JSON one", () => {
  expect(hostile([binaryPush("1", STRAY, WATCHED, "bin", "zz")]).answers).toEqual([
    Uint8Array.of(1, 1, 1, 14, 2, ...encoder.encode("1"), 0xff, ...encoder.encode(`${WATCHED}okzz`)),
  ]);
  const { answers, reason } = hostile([binaryPush("1", STRAY, WATCHED, "bin_to_json", "zz")]);
  expect(answers).toEqual([`["1","1","${WATCHED}","phx_error",{"reason":"channel_crash"}]`]);
  expect(reason).toContain("Jason.EncodeError");
});

test("a join_ref of any bytes is stale, an event of any bytes finds no clause", () => {
  expect(hostile([binaryPush(STRAY, "2", WATCHED, "echo")])).toEqual({ answers: [], reason: null });
  expect(hostile([binaryPush("1", "2", WATCHED, STRAY)]).reason).toBe("{:function_clause, [{...}, ...]}");
});

test("a phx_close that cannot be written takes the connection with it", () => {
  const joinBadly = binaryPush(STRAY, "7", "videos:bin_join", "phx_join", "q");
  const { answers, reason } = hostile([joinBadly, '[null,"9","videos:bin_join","stop",{}]']);
  expect(answers.at(-1)).toBe(1011);
  expect(reason).toContain("Jason.EncodeError");
});

test("JSON nested deeper than any stack is read and written back", () => {
  const deep = "[".repeat(50_000) + "]".repeat(50_000);
  const { answers } = hostile([`["1","2","${WATCHED}","echo",${deep}]`]);
  expect(answers).toEqual([replied(WATCHED, "2", "DEEP").replace('"DEEP"', deep)]);
  expect(hostile([`[${deep},"2","${WATCHED}","echo",{}]`])).toEqual({ answers: [], reason: null });
});
