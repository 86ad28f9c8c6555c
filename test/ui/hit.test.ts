import { describe, expect, test } from "vitest";
import type { Seq } from "../../src/trace/ids.ts";
import { castOf } from "../../src/ui/cast.ts";
import { eventAt } from "../../src/ui/diagram/hit.ts";
import type { Item } from "../../src/ui/diagram/item.ts";
import { sequenceOf } from "../../src/ui/diagram/sequence.ts";
import { sampleRun, sampleScenario } from "./sample-run.ts";

const { events, steps } = sampleRun();
const sequence = sequenceOf(events, steps, castOf(sampleScenario.clients, events));
const aim = { width: 700, reach: 8, details: true };

function at(x: number, y: number): Seq | null {
  return eventAt(sequence.items, sequence.y, { x, y }, aim);
}

function first(fits: (item: Item) => boolean): Item {
  const found = sequence.items.find(fits);
  if (found === undefined) throw new Error("the sample run draws no such thing");
  return found;
}

describe("a point of the diagram means the event that is drawn there", () => {
  const frame = first(({ kind, seqs }) => kind === "frame" && seqs.length === 2);
  const [sent, arrived] = frame.seqs;
  const arrow = frame.parts.find((part) => part.is === "line");
  if (arrow?.is !== "line" || sent === undefined || arrived === undefined) throw new Error("no arrow");

  test("the tail of an arrow is the sending, its head the arrival", () => {
    expect(at(arrow.x1 * aim.width, arrow.y1)).toBe(sent);
    expect(at(arrow.x2 * aim.width, arrow.y2)).toBe(arrived);
  });

  test("a label is as good as what it names", () => {
    const label = frame.parts.find((part) => part.is === "text");
    if (label?.is !== "text") throw new Error("no label");
    expect(at(label.x * aim.width + label.dx + (label.anchor === "start" ? 20 : -20), label.y - 3)).toBe(
      sent,
    );
  });

  test("every mark is picked by its own place", () => {
    for (const item of sequence.items) {
      if (item.kind !== "mark") continue;
      const glyph = item.parts.find((part) => part.is === "glyph");
      if (glyph?.is !== "glyph") continue;
      expect(item.seqs).toContain(at(glyph.x * aim.width + glyph.dx, glyph.y));
    }
  });

  test("nothing is meant where nothing is drawn", () => {
    expect(at(arrow.x1 * aim.width, -60)).toBeNull();
  });

  test("a lifeline tells of its beginning near it, and of nothing on the way", () => {
    const life = { ...first(({ kind }) => kind === "life"), seqs: [7 as Seq] }; // a brand
    const line = life.parts.find((part) => part.is === "line");
    if (line?.is !== "line") throw new Error("no line");
    const y = [0, 0, 0, 0, 0, 0, 0, line.y1];
    const on = (py: number) => eventAt([life], y, { x: line.x1 * aim.width, y: py }, aim);
    expect(on(line.y1 + 3)).toBe(7);
    expect(on(line.y1 + 60)).toBeNull();
  });
});
