import fc from "fast-check";
import * as phoenix from "phoenix";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/protocol/json.ts";
import type { FrameData, JoinRef, Message, Payload, Ref, Reply } from "../../src/protocol/message.ts";
import { EncodeError, MalformedFrame } from "../../src/protocol/serializer.ts";
import { serializerV1 } from "../../src/protocol/serializer-v1.ts";
import { serializerV2 } from "../../src/protocol/serializer-v2.ts";

// A field of a binary frame holds at most 255 bytes; a character may need four.
const text = fc.string({ unit: "binary", maxLength: 60 });
const bytes = fc.uint8Array({ maxLength: 40 });
// JSON has no negative zero; a payload is what has gone through JSON.
const json = fc
  .dictionary(text, fc.jsonValue())
  .map((payload): JsonObject => JSON.parse(JSON.stringify(payload)));
const ref = fc.option(text) as fc.Arbitrary<Ref>; // refs are strings with a brand
const joinRef = fc.option(text) as fc.Arbitrary<JoinRef>;

const message = (payload: fc.Arbitrary<Payload>): fc.Arbitrary<Message> =>
  fc.record({ kind: fc.constant("message"), joinRef, ref, topic: text, event: text, payload });
const reply = (payload: fc.Arbitrary<Payload>): fc.Arbitrary<Reply> =>
  fc.record({ kind: fc.constant("reply"), joinRef, ref, topic: text, status: text, payload });

/** The serializer of the official client (its types do not mention it). */
type ClientMessage = { join_ref: string; ref: string; topic: string; event: string; payload: unknown };
type ClientSerializer = {
  encode(message: ClientMessage, callback: (frame: string | ArrayBuffer) => void): void;
  decode(frame: string | ArrayBuffer, callback: (message: unknown) => void): void;
};
const { Serializer } = phoenix as unknown as { Serializer: ClientSerializer };

function clientDecodes(frame: FrameData): unknown {
  let decoded: unknown = null;
  Serializer.decode(typeof frame === "string" ? frame : bufferOf(frame), (result) => {
    decoded = result;
  });
  return decoded;
}

function clientEncodes(sent: ClientMessage): FrameData {
  let encoded: FrameData = "";
  Serializer.encode(sent, (frame) => {
    encoded = typeof frame === "string" ? frame : new Uint8Array(frame);
  });
  return encoded;
}

function bufferOf(data: Uint8Array): ArrayBuffer {
  return Uint8Array.from(data).buffer;
}

test("2.0.0: a message in text comes back as it was", () => {
  fc.assert(
    fc.property(message(json), (sent) => {
      expect(serializerV2.decode(serializerV2.encode(sent))).toEqual(sent);
    }),
  );
});

test("1.0.0: the same, but for the join_ref", () => {
  fc.assert(
    fc.property(message(json), (sent) => {
      expect(serializerV1.decode(serializerV1.encode(sent))).toEqual({ ...sent, joinRef: null });
    }),
  );
});

describe("the official client and the server understand each other", () => {
  const sent = fc.record({ join_ref: text, ref: text, topic: text, event: text });

  test("text, up", () => {
    fc.assert(
      fc.property(sent, json, (fields, payload) => {
        const { join_ref, ...rest } = fields;
        const decoded = serializerV2.decode(clientEncodes({ ...fields, payload }));
        expect(decoded).toEqual({ kind: "message", joinRef: join_ref, ...rest, payload });
      }),
    );
  });

  test("binary, up", () => {
    fc.assert(
      fc.property(sent, bytes, (fields, data) => {
        const { join_ref, ...rest } = fields;
        const decoded = serializerV2.decode(clientEncodes({ ...fields, payload: bufferOf(data) }));
        expect(decoded).toEqual({ kind: "message", joinRef: join_ref, ...rest, payload: data });
      }),
    );
  });

  test("text, down", () => {
    fc.assert(
      fc.property(reply(json), ({ payload, status, ...rest }) => {
        const frame = serializerV2.encode({ ...rest, status, payload });
        const fields = { join_ref: rest.joinRef, ref: rest.ref, topic: rest.topic, event: "phx_reply" };
        expect(clientDecodes(frame)).toEqual({ ...fields, payload: { response: payload, status } });
      }),
    );
  });

  // The client's decoder drops a byte order mark at the start of a field; the server's keeps it.
  const plain = text.filter((value) => !value.startsWith("\ufeff"));

  test("binary replies, pushes and broadcasts, down", () => {
    const fields = fc.record({ joinRef: plain, ref: plain, topic: plain, event: plain });
    fc.assert(
      fc.property(fields, bytes, ({ joinRef: join, ref: own, topic, event }, data) => {
        const refs = { joinRef: join as JoinRef, ref: own as Ref }; // refs are strings with a brand
        const response = bufferOf(data);
        expect(
          clientDecodes(serializerV2.encode({ kind: "reply", ...refs, topic, status: event, payload: data })),
        ).toEqual({
          join_ref: join,
          ref: own,
          topic,
          event: "phx_reply",
          payload: { status: event, response },
        });
        expect(
          clientDecodes(serializerV2.encode({ kind: "message", ...refs, topic, event, payload: data })),
        ).toEqual({ join_ref: join, ref: null, topic, event, payload: response });
        expect(
          clientDecodes(serializerV2.encodeBroadcast({ kind: "broadcast", topic, event, payload: data })),
        ).toEqual({ join_ref: null, ref: null, topic, event, payload: response });
      }),
    );
  });
});

const push = { kind: "message", joinRef: null, ref: null, topic: "t", event: "e" } as const;

test("only a map can be pushed or broadcast, but anything can be a reply", () => {
  expect(() => serializerV2.encode({ ...push, payload: [1] })).toThrow(EncodeError);
  expect(() =>
    serializerV2.encodeBroadcast({ kind: "broadcast", topic: "t", event: "e", payload: null }),
  ).toThrow(EncodeError);
  const answer = { kind: "reply", joinRef: null, ref: null, topic: "t", status: "ok", payload: 3 } as const;
  expect(serializerV2.encode(answer)).toBe('[null,null,"t","phx_reply",{"response":3,"status":"ok"}]');
});

test("1.0.0 has no binary form, 2.0.0 no field of more than 255 bytes in one", () => {
  expect(() => serializerV1.encode({ ...push, payload: new Uint8Array(1) })).toThrow(EncodeError);
  const long = { ...push, topic: "é".repeat(128), payload: new Uint8Array(1) };
  expect(() => serializerV2.encode(long)).toThrow(EncodeError);
});

test.each([
  ["not JSON", "{nope"],
  ["a short array", '["1","2","t","e"]'],
  ["an object", "{}"],
  ["no bytes", new Uint8Array()],
  ["a kind that no client sends", Uint8Array.of(1, 0, 0, 0, 0)],
  ["a header cut short", Uint8Array.of(0, 1)],
  ["lengths past the end", Uint8Array.of(0, 9, 9, 9, 9, 1)],
  ["lengths past the end in its last field only", Uint8Array.of(0, 0, 0, 0, 2, 1)],
])("2.0.0 cannot read %s", (_what, frame) => {
  expect(() => serializerV2.decode(frame)).toThrow(MalformedFrame);
});

test.each(["topic", "event", "payload", "ref"])("1.0.0 needs %s", (key) => {
  const fields: { [name: string]: unknown } = { topic: "t", event: "e", payload: {}, ref: null };
  expect(serializerV1.decode(JSON.stringify(fields)).topic).toBe("t");
  delete fields[key];
  expect(() => serializerV1.decode(JSON.stringify(fields))).toThrow(MalformedFrame);
});
