import { beforeEach, expect, test } from "vitest";
import { PageClock } from "../../src/client/page-clock.ts";
import { enterGlobals } from "../../src/client/page-globals.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";

let kernel: Kernel;
let clock: PageClock;
let fired: string[];

beforeEach(() => {
  kernel = new Kernel(1, new MemoryLog());
  fired = [];
  clock = new PageClock({
    kernel,
    client: "ben" as ClientId, // a brand has no value at run time
    wallClockMsAtStart: 0,
    fire: (_, callback) => within(callback),
  });
});

function within(code: () => void): void {
  const { setTimeout, clearTimeout, now } = clock;
  const leave = enterGlobals({ setTimeout, clearTimeout, now, random: Math.random });
  code();
  leave();
}

function later(name: string, delayMs: number): void {
  within(() => {
    setTimeout(() => fired.push(`${name} ${kernel.nowMs}`), delayMs);
  });
}

/** A timer that sets the next one, and so on. */
function chain(delayMs: number): void {
  within(() => {
    const set = () => {
      setTimeout(() => {
        fired.push(String(kernel.nowMs));
        set();
      }, delayMs);
    };
    set();
  });
}

test("a visible page's timers fire on time", () => {
  later("a", 10);
  later("b", 1234);
  kernel.runUntil(5000);
  expect(fired).toEqual(["a 10", "b 1234"]);
});

test("a hidden page's timers fire once a second, and those that were set before it was hidden, too", () => {
  later("before", 1500);
  kernel.runUntil(700);
  clock.setHidden(true);
  later("a", 10);
  later("b", 1200);
  kernel.runUntil(5000);
  expect(fired).toEqual(["a 1000", "before 2000", "b 2000"]);
});

test("shown again, it catches up at once, in the order in which they were due", () => {
  clock.setHidden(true);
  later("late", 600);
  later("early", 500);
  later("not yet", 5000);
  kernel.runUntil(700);
  clock.setHidden(false);
  kernel.runUntil(10_000);
  expect(fired).toEqual(["early 700", "late 700", "not yet 5000"]);
});

test("after five minutes a long chain goes on once a minute", () => {
  clock.setHidden(true);
  chain(10_000);
  kernel.runUntil(600_000);
  const times = fired.map(Number);
  expect(times.slice(0, 3)).toEqual([10_000, 20_000, 30_000]);
  expect(times.filter((timeMs) => timeMs > 300_000)).toEqual([360_000, 420_000, 480_000, 540_000, 600_000]);
});

test("a single timer of such a page still has its second", () => {
  clock.setHidden(true);
  kernel.runUntil(400_000);
  later("single", 2500);
  kernel.runUntil(500_000);
  expect(fired).toEqual(["single 403000"]);
});

test("a stopped page's timers wait until it goes on", () => {
  later("first", 1000);
  later("second", 2000);
  later("third", 60_000);
  clock.stop();
  later("meanwhile", 10);
  kernel.runUntil(30_000);
  expect(fired).toEqual([]);
  clock.go();
  kernel.runUntil(100_000);
  expect(fired).toEqual(["meanwhile 30000", "first 30000", "second 30000", "third 60000"]);
});
