import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FrameData } from "../../src/protocol/message.ts";
import { labServer, type Seen } from "./lab-server.ts";

// The server is driven through recorded stories (test/fixtures/presence): every frame of the clients at its
// moment. What each client then sees must be what it saw of the real Phoenix.

const TRACES = join(import.meta.dirname, "../fixtures/presence");
const stories = readdirSync(TRACES).filter((file) => file.endsWith(".jsonl"));
/** The recording's last line, and what is still under way then. */
const AFTERWARDS_MS = 300;
const DIFF = "presence_diff";

type Line = {
  readonly t: number;
  readonly dir: "c2s" | "s2c" | "meta";
  readonly client: string;
  readonly kind: string;
  readonly code?: number;
  readonly data: unknown;
};

function linesOf(story: string): readonly Line[] {
  const text = readFileSync(join(TRACES, story), "utf8").trimEnd();
  return text.split("\n").map((line): Line => JSON.parse(line)); // written by the recorder, and by nobody else
}

function replay(lines: readonly Line[]): Map<string, readonly Seen[]> {
  const { kernel, connect } = labServer();
  const clients = new Map<string, ReturnType<typeof connect>>();
  const sent = lines.filter(({ dir }) => dir === "c2s");
  for (const [index, line] of sent.entries()) {
    // What a client wrote in one go was read in one go.
    const before = sent[index - 1];
    if (line.kind === "text" && before?.kind === "text" && isOneWrite(before, line)) continue;
    kernel.runUntil(Math.max(kernel.nowMs, Math.round(line.t)));
    const client = clients.get(line.client);
    switch (line.kind) {
      case "open":
        clients.set(line.client, connect("u1"));
        break;
      case "text":
        client?.received(sent.filter((other) => isOneWrite(line, other)).map(({ data }) => String(data)));
        break;
      case "close":
        client?.closeReceived(line.code ?? null);
        break;
      case "cut":
        client?.lost();
        break;
      default:
        throw new Error(`a client's ${line.kind} is not replayed`);
    }
  }
  kernel.runUntil(kernel.nowMs + AFTERWARDS_MS);
  return new Map([...clients].map(([name, { seen }]) => [name, seen]));
}

function isOneWrite(a: Line, b: Line): boolean {
  return a.kind === b.kind && a.client === b.client && a.t === b.t;
}

type Frame = readonly [unknown, unknown, string, string, unknown];

/** What a client saw, by the processes that told it: order is promised only for what comes from one. */
function byOrigin(seen: readonly Seen[]): { readonly [origin: string]: readonly unknown[] } {
  const told: { [origin: string]: unknown[] } = {};
  for (const one of seen) {
    const frame = typeof one === "number" ? { close: one } : frameOf(one);
    const origin =
      "close" in frame ? "socket" : frame[3] === DIFF ? `tracker ${frame[2]}` : `channel ${frame[2]}`;
    told[origin] = [...(told[origin] ?? []), frame];
  }
  return told;
}

/**
 * Without the diffs that came for a channel that was gone already: PubSub forgets a dead process a moment after
 * the others hear of its end, so that the tracker may be quicker. Here it never is.
 */
function withoutLateDiffs(seen: readonly Seen[]): readonly Seen[] {
  const joined = new Map<string, unknown>();
  return seen.filter((one) => {
    if (typeof one === "number") return true;
    const [joinRef, , topic, event] = frameOf(one);
    const ended = event === "phx_error" || event === "phx_close";
    if (event === "phx_reply") joined.set(topic, joinRef);
    else if (ended && joined.get(topic) === joinRef) joined.delete(topic);
    return event !== DIFF || joined.has(topic);
  });
}

function frameOf(data: FrameData): Frame {
  return JSON.parse(String(data));
}

/** `phx_ref`s by the order in which they were made: they differ from run to run. */
function withNumberedRefs(value: unknown): unknown {
  const text = JSON.stringify(value);
  const refs = [...new Set([...text.matchAll(/"phx_ref(?:_prev)?":"([^"]+)"/g)].map(([, ref]) => ref))];
  return JSON.parse(
    text.replace(/("phx_ref(?:_prev)?":)"([^"]+)"/g, (_, name, ref) => `${name}${refs.indexOf(ref)}`),
  );
}

describe("clients see what they saw of a real Phoenix", () => {
  test("there are stories", () => expect(stories.length).toBeGreaterThan(14));

  test.each(stories)("%s", (story) => {
    const lines = linesOf(story);
    const cut = new Set(lines.filter(({ kind }) => kind === "cut").map(({ client }) => client));
    for (const [client, seen] of replay(lines)) {
      const recorded = lines
        .filter((line) => line.dir === "s2c" && line.client === client && line.kind !== "open")
        .filter(({ kind }) => !(kind === "close" && cut.has(client)))
        .map((line): Seen => (line.kind === "close" ? (line.code ?? 1005) : String(line.data)));
      expect({ client, told: withNumberedRefs(byOrigin(seen)) }).toEqual({
        client,
        told: withNumberedRefs(byOrigin(withoutLateDiffs(recorded))),
      });
    }
  });
});
