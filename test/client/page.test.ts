import "../../src/simulation/whole.ts";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Page, type PageProgram } from "../../src/client/page.ts";
import { PageLife } from "../../src/client/page-life.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";
import { Link } from "../../src/transport/link.ts";
import { Network } from "../../src/transport/network.ts";

const WALL_CLOCK_MS = 1_000_000;

function world() {
  const log = new MemoryLog();
  const kernel = new Kernel(1, log);
  const nobody = { listening: false, upgrade: () => ({ status: 503 }) };
  const link = new Link(kernel, "ben" as ClientId, { latencyMs: 10, jitterMs: 0, bytesPerSecond: null });
  const page = new Page({ network: new Network(kernel, nobody), link, wallClockMsAtStart: WALL_CLOCK_MS });
  return { log, kernel, page };
}

const SESSION = { user: "ben", token: "token", renewToken: () => "token" };

const idle: PageProgram = ({ Socket }) => ({ socket: new Socket("ws://nowhere"), annotate() {} });

test("the page's code sees virtual time, and nothing of it stays behind", () => {
  const { kernel, page } = world();
  const { setTimeout: realTimer, clearTimeout: realClear } = globalThis;
  const realNow = Date.now;
  const seen: number[] = [];
  page.open((host) => {
    seen.push(Date.now());
    expect(globalThis.setTimeout).not.toBe(realTimer);
    setTimeout(() => seen.push(Date.now()), 30_000);
    return idle(host);
  }, SESSION);
  expect(globalThis.setTimeout).toBe(realTimer);
  expect(globalThis.clearTimeout).toBe(realClear);
  expect(Date.now).toBe(realNow);
  expect("window" in globalThis).toBe(false);
  kernel.runUntil(60_000);
  expect(seen).toEqual([WALL_CLOCK_MS, WALL_CLOCK_MS + 30_000]);
});

test("the page's dice fall alike in every run of a seed, and nothing of that stays behind", () => {
  const realRandom = Math.random;
  const thrown = [world(), world()].map(({ kernel, page }) => {
    const dice: number[] = [];
    page.open((host) => {
      dice.push(Math.random(), Math.random());
      setTimeout(() => dice.push(Math.random()), 1000);
      return idle(host);
    }, SESSION);
    expect(Math.random).toBe(realRandom);
    kernel.runUntil(2000);
    return dice;
  });
  expect(thrown[0]).toEqual(thrown[1]);
  expect(new Set(thrown[0]).size).toBe(3);
  for (const number of thrown.flat()) {
    expect(number).toBeGreaterThanOrEqual(0);
    expect(number).toBeLessThan(1);
  }
});

test("a timer counts whole milliseconds", () => {
  const { kernel, page } = world();
  const seen: number[] = [];
  page.open((host) => {
    setTimeout(() => seen.push(Date.now()), 10.9);
    return idle(host);
  }, SESSION);
  kernel.runUntil(100);
  expect(seen).toEqual([WALL_CLOCK_MS + 10]);
});

test("also not when the page's code throws", () => {
  const { page, log } = world();
  const realTimer = globalThis.setTimeout;
  page.open(() => {
    throw new RangeError("an engine's own words");
  }, SESSION);
  expect(globalThis.setTimeout).toBe(realTimer);
  const thrown = log.events.filter(({ kind }) => kind === "page_threw");
  expect(thrown).toMatchObject([{ where: { in: "program" }, error: "RangeError" }]);
  expect(JSON.stringify(log.events)).not.toContain("an engine's own words");
});

test("a hidden page does not reconnect; shown again it does at once", () => {
  const { kernel, page, log } = world();
  page.open((host) => {
    const opened = idle(host);
    opened.socket.connect();
    return opened;
  }, SESSION);
  kernel.runUntil(25);
  new PageLife(page).setVisible(false);
  kernel.runUntil(20_000);
  const attempts = () => log.events.filter(({ kind }) => kind === "connection_opening").length;
  const whileHidden = attempts();
  kernel.runUntil(60_000);
  expect(attempts()).toBe(whileHidden);
  new PageLife(page).setVisible(true);
  kernel.runUntil(60_001);
  expect(attempts()).toBe(whileHidden + 1);
});

test("assigning to `channel.params` reaches the client's own object, as outside", () => {
  const { page } = world();
  const params = { last_seen_id: 1 };
  page.open((host) => {
    const opened = idle(host);
    const channel = opened.socket.channel("videos:1", params);
    // What the book's generation of clients allowed: today `params` is a function, and this sets a property on it.
    Reflect.set(Reflect.get(channel, "params"), "last_seen_id", 7);
    expect(Reflect.get(channel, "params")()).toEqual({ last_seen_id: 1 });
    return opened;
  }, SESSION);
  expect(page.book.channels).toHaveLength(1);
});

// `Page` relies on it: when a task of the client returns, nothing of it is still to come.
test("the client uses neither promises nor microtasks", () => {
  const source = readFileSync("node_modules/phoenix/priv/static/phoenix.mjs", "utf8");
  expect(source).not.toMatch(/\bPromise\b|queueMicrotask|\basync\b|\bawait\b/);
});

test("the client is the pinned one", () => {
  const { version }: { version: string } = JSON.parse(
    readFileSync("node_modules/phoenix/package.json", "utf8"),
  );
  expect(version).toBe("1.8.16");
});

test("the trace is told what a viewer can do on the page: its buttons, and whether there is a field to write in", () => {
  const { page } = world();
  page.open(({ Socket }) => ({ socket: new Socket("ws://nowhere"), buttons: { Mark() {} } }), SESSION);
  expect(page.view).toMatchObject({ buttons: ["Mark"], writes: false });
  const other = world().page;
  other.open(idle, SESSION);
  // A page that only writes is as blank as before: nothing is drawn for it.
  expect(other.view).toBeNull();
});
