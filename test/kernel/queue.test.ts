import fc from "fast-check";
import { expect, test } from "vitest";
import { TimeQueue } from "../../src/kernel/queue.ts";

type Note = { readonly name: number; cancelled: boolean; run(): void };

function note(name: number, cancelled = false): Note {
  return { name, cancelled, run: () => {} };
}

test("by time, and in the order of arrival within one moment, without the cancelled", () => {
  const task = fc.record({ timeMs: fc.nat(20), cancelled: fc.boolean() });
  fc.assert(
    fc.property(fc.array(task), (tasks) => {
      const queue = new TimeQueue();
      const planned = tasks.map(({ timeMs, cancelled }, name) => ({ timeMs, task: note(name, cancelled) }));
      for (const { timeMs, task: added } of planned) queue.push(timeMs, added);
      const due = planned.filter((entry) => !entry.task.cancelled).sort((a, b) => a.timeMs - b.timeMs);
      for (const entry of due) {
        expect(queue.nextTimeMs()).toBe(entry.timeMs);
        expect(queue.shift()).toBe(entry.task);
      }
      expect(queue.nextTimeMs()).toBeNull();
      expect(queue.shift()).toBeNull();
    }),
  );
});

test("a task pushed for the moment that is being worked off comes after what is already there", () => {
  const queue = new TimeQueue();
  const [first, second, third] = [note(1), note(2), note(3)];
  queue.push(5, first);
  queue.push(5, second);
  expect(queue.shift()).toBe(first);
  queue.push(5, third);
  expect(queue.shift()).toBe(second);
  expect(queue.shift()).toBe(third);
});

test("cancelling takes effect also after the time was asked for", () => {
  const queue = new TimeQueue();
  const [first, second] = [note(1), note(2)];
  queue.push(1, first);
  queue.push(2, second);
  expect(queue.nextTimeMs()).toBe(1);
  first.cancelled = true;
  expect(queue.nextTimeMs()).toBe(2);
  expect(queue.shift()).toBe(second);
});
