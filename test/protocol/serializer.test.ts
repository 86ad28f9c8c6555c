import fc from "fast-check";
import * as phoenix from "phoenix";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/protocol/json.ts";
import type {
  Broadcast,
  FrameData,
  JoinRef,
  Message,
  Payload,
  Ref,
  Reply,
} from "../../src/protocol/message.ts";
import { EncodeError, MalformedFrame } from "../../src/protocol/serializer.ts";
import { serializerV1 } from "../../src/protocol/serializer-v1.ts";
import { serializerV2 } from "../../src/protocol/serializer-v2.ts";
import { encodeUtf8 } from "../../src/protocol/utf8.ts";
import "../../src/simulation/whole.ts";

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

  test("text pushes and broadcasts, down", () => {
    fc.assert(
      fc.property(message(json), ({ joinRef: join, ref: own, topic, event, payload, kind }) => {
        const sent = { kind, joinRef: join, ref: own, topic, event, payload };
        const fields = { topic, event, payload };
        expect(clientDecodes(serializerV2.encode(sent))).toEqual({ join_ref: join, ref: own, ...fields });
        const frame = serializerV2.encodeBroadcast({ kind: "broadcast", ...fields });
        expect(clientDecodes(frame)).toEqual({ join_ref: null, ref: null, ...fields });
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

test("1.0.0 has no binary form", () => {
  expect(() => serializerV1.encode({ ...push, payload: new Uint8Array(1) })).toThrow(EncodeError);
  expect(() =>
    serializerV1.encodeBroadcast({ kind: "broadcast", topic: "t", event: "e", payload: new Uint8Array() }),
  ).toThrow(EncodeError);
});

describe("a field of a binary frame holds at most 255 bytes", () => {
  // Around the limit, in letters of one to four bytes.
  const field = fc
    .tuple(fc.constantFrom("a", "é", "€", "😀"), fc.integer({ min: 0, max: 260 }))
    .map(([letter, size]) => letter.repeat(Math.floor(size / new TextEncoder().encode(letter).length)));
  const fields = fc.record({ join_ref: field, ref: field, topic: field, event: field });
  const fits = (...texts: readonly string[]) =>
    texts.every((one) => new TextEncoder().encode(one).length <= 255);
  const data = Uint8Array.of(1);

  test("the official client throws at the page's push, and what it sends the server reads", () => {
    fc.assert(
      fc.property(fields, (sent) => {
        const { join_ref, ref: own, topic, event } = sent;
        const encode = () => clientEncodes({ ...sent, payload: bufferOf(data) });
        if (!fits(join_ref, own, topic, event)) {
          expect(encode).toThrow(/must be less than or equal to 255 bytes/);
          return;
        }
        const decoded = serializerV2.decode(encode());
        expect(decoded).toEqual({
          kind: "message",
          joinRef: join_ref,
          ref: own,
          topic,
          event,
          payload: data,
        });
      }),
    );
  });

  test("the server raises in the process that pushes, replies or broadcasts; JSON has no limit", () => {
    fc.assert(
      fc.property(fields, ({ join_ref, ref: own, topic, event }) => {
        const refs = { joinRef: join_ref as JoinRef, ref: own as Ref }; // refs are strings with a brand
        const frames: readonly [FrameParts, boolean][] = [
          [{ kind: "message", ...refs, topic, event }, fits(join_ref, topic, event)],
          [{ kind: "reply", ...refs, topic, status: event }, fits(join_ref, own, topic, event)],
          [{ kind: "broadcast", topic, event }, fits(topic, event)],
        ];
        for (const [parts, fit] of frames) {
          const encode = () => serverEncodes({ ...parts, payload: data });
          if (fit) expect(encode()).toBeInstanceOf(Uint8Array);
          else expect(encode).toThrow(EncodeError);
          expect(typeof serverEncodes({ ...parts, payload: {} })).toBe("string");
        }
      }),
    );
  });
});

type FrameParts = Omit<Message, "payload"> | Omit<Reply, "payload"> | Omit<Broadcast, "payload">;

function serverEncodes(sent: Message | Reply | Broadcast): FrameData {
  return sent.kind === "broadcast" ? serializerV2.encodeBroadcast(sent) : serializerV2.encode(sent);
}

test("2.0.0: a binary push says its bytes in any order of lengths, and any bytes in its fields", () => {
  const part = fc.uint8Array({ maxLength: 255 });
  fc.assert(
    fc.property(fc.tuple(part, part, part, part), bytes, (parts, data) => {
      const head = [0, ...parts.map(({ length }) => length)];
      const decoded = serializerV2.decode(
        Uint8Array.from([...head, ...parts.flatMap((one) => [...one]), ...data]),
      );
      const { joinRef: join, ref: own, topic, event, payload } = decoded;
      expect([join, own, topic, event].map((one) => encodeUtf8(String(one)))).toEqual(parts);
      expect(payload).toEqual(data);
    }),
  );
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
