import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FirstUses, type Term } from "../../src/components/term-links.ts";

const TERMS: readonly Term[] = [
  { id: "channel", forms: ["channel", "channels", "channel process"] },
  { id: "process", forms: ["process", "processes"] },
  { id: "join-ref", forms: ["join_ref"] },
  { id: "ref", forms: ["ref"] },
  { id: "otp", forms: ["OTP"] },
  { id: "presence", forms: ["presence", "Phoenix.Presence"] },
];

function linked(uses: FirstUses, text: string): readonly string[] {
  return uses.split(text).flatMap((piece) => (piece.term === null ? [] : [`${piece.text}=${piece.term}`]));
}

describe("the first uses of terms", () => {
  test("each term once, over all texts of a page", () => {
    const uses = new FirstUses(TERMS);
    expect(linked(uses, "Channels are served by processes; a channel is a process.")).toEqual([
      "Channels=channel",
      "processes=process",
    ]);
    expect(linked(uses, "And again a channel, with OTP.")).toEqual(["OTP=otp"]);
  });

  test("the longest form wins", () => {
    expect(linked(new FirstUses(TERMS), "Every channel process is a process.")).toEqual([
      "channel process=channel",
      "process=process",
    ]);
  });

  test("whole words only, and capitals only where a name or a sentence has them", () => {
    const uses = new FirstUses(TERMS);
    expect(linked(uses, "subchannel, channel-like, refs, processing, otp, CHANNEL")).toEqual([]);
    expect(linked(uses, "Phoenix.Presence tracks. The ref is no join_ref.")).toEqual([
      "Phoenix.Presence=presence",
      "ref=ref",
      "join_ref=join-ref",
    ]);
  });

  test("words may stand on two lines", () => {
    expect(linked(new FirstUses(TERMS), "a channel\nprocess")).toEqual(["channel\nprocess=channel"]);
  });

  test("a text that is a term as a whole, as code is", () => {
    const uses = new FirstUses(TERMS);
    expect(uses.whole("join_ref")).toBe("join-ref");
    expect(uses.whole("join_ref")).toBeNull();
    expect(uses.whole("join_ref: 1")).toBeNull();
  });

  test("without terms nothing is linked", () => {
    expect(new FirstUses([]).split("a channel")).toEqual([{ text: "a channel", term: null }]);
  });

  test("the pieces are the text again", () => {
    const word = fc.constantFrom("channel", "process", " ", "ref", "Channel", ", ", "join_ref", "x", "\n");
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join("");
        const pieces = new FirstUses(TERMS).split(text);
        expect(pieces.map((piece) => piece.text).join("")).toBe(text);
        const terms = pieces.flatMap(({ term }) => (term === null ? [] : [term]));
        expect(new Set(terms).size).toBe(terms.length);
      }),
    );
  });
});
