import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { GOLDEN_SALT, GOLDEN_SECRET, GoldenApplication } from "../../src/apps/golden/application.ts";
import { Page, type PageHost, type PageProgram } from "../../src/client/page.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { text } from "../../src/server/term.ts";
import { signToken } from "../../src/server/token.ts";
import { networkTo } from "../../src/simulation/server-network.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";
import { Link } from "../../src/transport/link.ts";
import "../../src/simulation/whole.ts";

// The recordings named js18_* were made with the official client against a real Phoenix. Here the same client
// goes through the same story in the simulation; what it sends must be what it sent then.

const WALL_CLOCK = 1_795_484_880; // 2026-11-24 01:48 UTC, when they were recorded
const URL = "ws://localhost:4818/socket";

/** What a client did on the wire: connections, frames and closes, each with its time since the first. */
type Deed = { readonly atMs: number; readonly did: unknown };

test("buffered: pushes made before the socket and the join are up", () => {
  const { deeds } = live(({ Socket, page }) => {
    const socket = new Socket(URL, { params: { token: page.token } });
    const channel = socket.channel("videos:1");
    channel.join();
    channel.push("echo", { early: 1 }).receive("ok", () => socket.disconnect());
    socket.connect();
    return quiet(socket);
  }, 500);
  expect(deeds.map(({ did }) => did)).toEqual(recorded("js18_buffered").map(({ did }) => did));
});

test("heartbeat: one interval after the open, then one interval after each reply", () => {
  const { deeds } = live(({ Socket, page }) => {
    const socket = new Socket(URL, { params: { token: page.token }, heartbeatIntervalMs: 300 });
    socket.connect();
    setTimeout(() => socket.disconnect(), 1100);
    return quiet(socket);
  }, 3000);
  expectSameStory(deeds, recorded("js18_heartbeat"));
});

test("crash: rejoin after a second, with fresh params", () => {
  const { deeds } = live(({ Socket, page }) => {
    const socket = new Socket(URL, { params: { token: page.token } });
    let lastSeenId = 0;
    const channel = socket.channel("videos:1", () => ({ last_seen_id: lastSeenId }));
    channel.on("new_annotation", ({ id }) => {
      lastSeenId = id;
    });
    socket.connect();
    let joins = 0;
    channel.join().receive("ok", () => {
      joins += 1;
      if (joins > 1) return setTimeout(() => socket.disconnect(), 398);
      channel.push("new_annotation", { body: "x" }).receive("ok", () => channel.push("crash", {}));
      return undefined;
    });
    return quiet(socket);
  }, 3000);
  expectSameStory(deeds, recorded("js18_crash_rejoin"));
});

describe("server restart", () => {
  test("reconnect timer, rejoin and resume", () => {
    const story = recorded("js18_server_restart");
    const { deeds } = live(
      ({ Socket, page }) => {
        const socket = new Socket(URL, { params: { token: page.token } });
        let lastSeenId = 0;
        const channel = socket.channel("videos:1", () => ({ last_seen_id: lastSeenId }));
        channel.on("new_annotation", ({ id }) => {
          lastSeenId = id;
        });
        socket.connect();
        let joins = 0;
        channel.join().receive("ok", () => {
          joins += 1;
          if (joins === 1) channel.push("new_annotation", { body: "before" });
          else setTimeout(() => socket.disconnect(), 2266);
        });
        return quiet(socket);
      },
      8000,
      { stopAtMs: 28, startAtMs: 2096 },
    );
    expectSameStory(deeds, story);
  });
});

test("a recording that differs is noticed", () => {
  const story = recorded("js18_buffered");
  const { deeds } = live(({ Socket, page }) => {
    const socket = new Socket(URL, { params: { token: page.token } });
    socket.channel("videos:1").join();
    socket.connect();
    return quiet(socket);
  }, 500);
  expect(deeds.map(({ did }) => did)).not.toEqual(story.map(({ did }) => did));
});

function quiet(socket: InstanceType<PageHost["Socket"]>) {
  return { socket, annotate() {} };
}

function live(
  program: PageProgram,
  untilMs: number,
  restart?: { readonly stopAtMs: number; readonly startAtMs: number },
): { deeds: readonly Deed[] } {
  const log = new MemoryLog();
  const kernel = new Kernel(1, log);
  let application: GoldenApplication | null = new GoldenApplication(kernel, WALL_CLOCK);
  const network = networkTo(kernel, () => application?.endpoint ?? null);
  const client = "a" as ClientId;
  const link = new Link(kernel, client, { latencyMs: 0, jitterMs: 0, bytesPerSecond: null });
  const page = new Page({ network, link, wallClockMsAtStart: WALL_CLOCK * 1000 });
  const token = signToken(GOLDEN_SECRET, GOLDEN_SALT, text("u1"), { nowMs: WALL_CLOCK * 1000 });
  page.open(program, { user: "u1", token, renewToken: () => token });
  if (restart !== undefined) {
    kernel.at(restart.stopAtMs, () =>
      application?.endpoint.stop("graceful", () => {
        application = null;
      }),
    );
    kernel.at(restart.startAtMs, () => {
      application = new GoldenApplication(kernel, WALL_CLOCK);
    });
  }
  kernel.runUntil(untilMs);
  const deeds: Deed[] = [];
  for (const event of log.events) {
    if (event.kind === "connection_opening") deeds.push({ atMs: event.timeMs, did: "open" });
    else if (event.kind === "connection_closing")
      deeds.push({ atMs: event.timeMs, did: { close: event.code } });
    else if (event.kind === "frame_sent" && event.direction === "up") {
      deeds.push({ atMs: event.timeMs, did: JSON.parse(String(event.data)) });
    }
  }
  return { deeds };
}

/** The client's side of a recording, with times since its first line. */
function recorded(name: string): readonly Deed[] {
  type Line = { t: number; dir: string; kind: string; code?: number; data: string };
  const lines = readFileSync(`test/fixtures/golden/traces/${name}.jsonl`, "utf8")
    .trim()
    .split("\n")
    .map((line): Line => JSON.parse(line))
    .filter(({ dir }) => dir === "c2s");
  return lines.map(({ t, kind, code, data }) => ({
    atMs: t - (lines[0]?.t ?? 0),
    did:
      kind === "open" ? "open" : kind === "close" ? { close: code === 1005 ? null : code } : JSON.parse(data),
  }));
}

/** Same deeds in the same order, at the same times as far as a loaded machine's timers can tell. */
function expectSameStory(deeds: readonly Deed[], story: readonly Deed[]): void {
  expect(deeds.map(({ did }) => did)).toEqual(story.map(({ did }) => did));
  for (const [index, { atMs }] of story.entries()) {
    expect(Math.abs((deeds[index]?.atMs ?? 0) - atMs)).toBeLessThanOrEqual(60);
  }
}
