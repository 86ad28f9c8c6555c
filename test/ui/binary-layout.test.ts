import fc from "fast-check";
import { expect, test } from "vitest";
import "../../src/simulation/whole.ts";
import { serializerV2 } from "../../src/protocol/serializer-v2.ts";
import { binaryLayout } from "../../src/ui/inspector/binary-layout.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

test("a push of the client, byte by byte", () => {
  const parts = binaryLayout(bytesOf("\u0000\u0001\u0001\u0003\u000434a:1fileXY"), "up");
  expect(parts?.map(({ from, bytes, name, value }) => `${from} ${bytes} ${name} ${value}`)).toEqual([
    "0 00 kind 0: a push",
    "1 01 length of join_ref 1 byte",
    "2 01 length of ref 1 byte",
    "3 03 length of topic 3 bytes",
    "4 04 length of event 4 bytes",
    '5 33 join_ref "3"',
    '6 34 ref "4"',
    '7 61 3a 31 topic "a:1"',
    '10 66 69 6c 65 event "file"',
    "14 58 59 payload 2 bytes, as they are",
  ]);
});

test("every byte of what the server broadcasts has its place, and only one", () => {
  const payload = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), payload, (topic, event, data) => {
      const frame = serializerV2.encodeBroadcast({ kind: "broadcast", topic, event, payload: data });
      if (typeof frame === "string") throw new Error("not binary");
      const bytes = binaryLayout(frame, "down")?.flatMap((part) => part.bytes.split(" ").filter(Boolean));
      expect(bytes).toEqual(Array.from(frame, (byte) => byte.toString(16).padStart(2, "0")));
    }),
  );
});

test("what is cut short or of no kind has no layout", () => {
  for (const text of ["", "\u0000", "\u0007abc", "\u0002\u0009\u0001a"]) {
    expect(binaryLayout(bytesOf(text), "down")).toBeNull();
  }
});
