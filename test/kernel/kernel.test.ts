import { expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import { Random } from "../../src/kernel/random.ts";
import { MemoryLog } from "../../src/trace/log.ts";

function kernelWithLog() {
  const log = new MemoryLog();
  return { log, kernel: new Kernel(1, log) };
}

test("time passes only from step to step", () => {
  const { kernel } = kernelWithLog();
  const seen: string[] = [];
  kernel.after(20, () => seen.push(`b at ${kernel.nowMs}`));
  kernel.after(10, () => {
    seen.push(`a at ${kernel.nowMs}`);
    kernel.after(0, () => seen.push(`c at ${kernel.nowMs}`));
  });
  expect(kernel.nextTimeMs).toBe(10);
  while (kernel.step());
  expect(seen).toEqual(["a at 10", "c at 10", "b at 20"]);
  expect(kernel.step()).toBe(false);
});

test("running until a moment includes it, and moves the clock there", () => {
  const { kernel } = kernelWithLog();
  const seen: number[] = [];
  for (const delayMs of [10, 20, 30]) kernel.after(delayMs, () => seen.push(delayMs));
  expect(kernel.runUntil(20)).toBe(2);
  expect(seen).toEqual([10, 20]);
  expect(kernel.nowMs).toBe(20);
  kernel.runUntil(25);
  expect(kernel.nowMs).toBe(25);
});

test("a cancelled callback does not run", () => {
  const { kernel } = kernelWithLog();
  let ran = false;
  kernel
    .after(10, () => {
      ran = true;
    })
    .cancel();
  kernel.runUntil(100);
  expect(ran).toBe(false);
});

test("nothing can be planned for the past", () => {
  const { kernel } = kernelWithLog();
  kernel.runUntil(10);
  expect(() => kernel.at(9, () => {})).toThrow(RangeError);
});

test("what a callback notes has as its cause what was going on when it was planned", () => {
  const { kernel, log } = kernelWithLog();
  const cause = kernel.begin({ kind: "server_started" });
  kernel.after(5, () => kernel.note({ kind: "server_stopping", how: "kill" }));
  kernel.cause = null;
  kernel.after(5, () => kernel.note({ kind: "server_stopped", how: "kill" }));
  kernel.runUntil(5);
  expect(log.events.map((event) => [event.kind, event.timeMs, event.cause])).toEqual([
    ["server_started", 0, null],
    ["server_stopping", 5, cause],
    ["server_stopped", 5, null],
  ]);
});

test("one seed, one row of numbers, within bounds", () => {
  const draw = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 200 }, () => random.upTo(9));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(new Set(draw(7))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
});
