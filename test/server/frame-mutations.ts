import { Random } from "../../src/kernel/random.ts";
import type { FrameData } from "../../src/protocol/message.ts";
import { golden, traceNames } from "../conformance/golden-traces.ts";

/** The frames that clients sent in the golden recordings, each once. */
export function recordedFrames(): readonly FrameData[] {
  const texts = new Set<string>();
  const bytes = new Map<string, Uint8Array>();
  for (const name of traceNames) {
    for (const line of golden(name).lines) {
      if (line.from !== "client" || line.act.is !== "frame") continue;
      const { data } = line.act;
      if (typeof data === "string") texts.add(data);
      else bytes.set(data.join(), data);
    }
  }
  return [...texts, ...bytes.values()];
}

const SCRAPS = [
  "null",
  "true",
  "-0",
  "1.5e3",
  "1e999",
  "123456789012345678901234567890",
  "{}",
  "[]",
  '""',
  '"phoenix"',
  '"heartbeat"',
  '"phx_join"',
  '"phx_leave"',
  '"phx_close"',
  '"phx_reply"',
  '"videos:1"',
  '"videos:bin_join"',
  '"rooms:lobby"',
  '"1"',
  '{"__proto__":1,"constructor":2}',
  '[[["deep"]]]',
  '"\\ud800"',
  '"\\u0000"',
  '"😀"',
  '{"body":"b","only":"u1"}',
  '{"binary":[1]}',
];

/** Makes frames that no well-meaning client sends, of recorded ones and of nothing. */
export class FrameMutations {
  readonly #random: Random;
  readonly #frames: readonly FrameData[];

  constructor(seed: number, frames: readonly FrameData[]) {
    this.#random = new Random(seed);
    this.#frames = frames;
  }

  /** A whole number from 0 up to and including `max`. */
  upTo(max: number): number {
    return this.#random.upTo(max);
  }

  oneOf<Value>(values: readonly Value[]): Value {
    const value = values[this.upTo(values.length - 1)];
    if (value === undefined) throw new RangeError("nothing to choose from");
    return value;
  }

  next(): FrameData {
    const kind = this.upTo(99);
    if (kind < 3) return this.#bytes(this.upTo(40));
    if (kind < 6) return String.fromCharCode(...this.#bytes(this.upTo(40)));
    const frame = this.oneOf(this.#frames);
    if (kind < 40) return frame;
    return typeof frame === "string" ? this.#textOf(frame) : this.#bytesOf(frame);
  }

  #textOf(text: string): FrameData {
    switch (this.upTo(6)) {
      case 0:
        return text.slice(0, this.upTo(text.length));
      case 1:
        return this.#splice(text, String.fromCharCode(this.upTo(0x7f)));
      case 2:
        return this.#splice(text, this.oneOf(SCRAPS));
      case 3:
        return "[".repeat(this.upTo(3000)) + text;
      case 4:
        return new TextEncoder().encode(text);
      default:
        return this.#withField(text);
    }
  }

  // One field of the message replaced, dropped, doubled or exchanged with another.
  #withField(text: string): string {
    let fields: unknown;
    try {
      fields = JSON.parse(text);
    } catch {
      return this.#splice(text, this.oneOf(SCRAPS));
    }
    if (typeof fields !== "object" || fields === null) return this.oneOf(SCRAPS);
    const parts = Object.entries(fields).map(([key, value]) => [key, JSON.stringify(value)] as const);
    const at = this.upTo(Math.max(0, parts.length - 1));
    const other = parts[this.upTo(Math.max(0, parts.length - 1))]?.[1] ?? "null";
    const mutated = parts.flatMap(([key, value], index) => {
      if (index !== at) return [[key, value] as const];
      switch (this.upTo(4)) {
        case 0:
          return [];
        case 1:
          return [[key, value] as const, [key, this.oneOf(SCRAPS)] as const];
        case 2:
          return [[key, other] as const];
        default:
          return [[key, this.oneOf(SCRAPS)] as const];
      }
    });
    return Array.isArray(fields)
      ? `[${mutated.map(([, value]) => value).join(",")}]`
      : `{${mutated.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`;
  }

  #bytesOf(bytes: Uint8Array): FrameData {
    const copy = Uint8Array.from(bytes);
    switch (this.upTo(3)) {
      case 0:
        return copy.slice(0, this.upTo(copy.length));
      case 1:
        // One of the kind and the four lengths.
        copy[this.upTo(4)] = this.upTo(255);
        return copy;
      case 2:
        return Uint8Array.of(...copy, ...this.#bytes(this.upTo(300)));
      default:
        for (let flips = this.upTo(4); flips >= 0; flips -= 1) {
          copy[this.upTo(Math.max(0, copy.length - 1))] = this.upTo(255);
        }
        return copy;
    }
  }

  #bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.upTo(255));
  }

  #splice(text: string, scrap: string): string {
    const at = this.upTo(text.length);
    return text.slice(0, at) + scrap + text.slice(at + this.upTo(3));
  }
}
