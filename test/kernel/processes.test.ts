import { expect, test } from "vitest";
import { type ExitReason, KILLED, NORMAL, SHUTDOWN } from "../../src/kernel/exit-reason.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import type { Body, Wait, Woken } from "../../src/kernel/process.ts";
import { isDown, Processes } from "../../src/kernel/processes.ts";
import { Raised } from "../../src/kernel/raised.ts";
import type { Pid } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";

type Mail = { readonly kind: "word"; readonly word: string };
type TestBody = Body<Mail>;

const ROLE = { is: "other", name: "test" } as const;

function world() {
  const log = new MemoryLog();
  const kernel = new Kernel(1, log);
  const processes = new Processes<Mail>(kernel);
  const seen: string[] = [];
  const say = (to: Pid, word: string) => processes.send(to, { kind: "word", word }, null);
  const spawn = (body: (pid: Pid) => TestBody) => processes.spawn(ROLE, body);
  return { log, kernel, processes, seen, say, spawn };
}

function wordOf(woken: Woken<Mail>): string {
  if (woken === null || woken.kind === "exit") return "(time)";
  return isDown(woken) ? `down: ${woken.reason.is}` : woken.word;
}

/** Reads everything, for ever. */
function* reading(seen: string[], name = ""): TestBody {
  for (;;) seen.push(`${name}${wordOf(yield { for: "mail" })}`);
}

test("a process reads its mail in the order in which it came, one message at a time", () => {
  const { kernel, seen, say, spawn } = world();
  const a = spawn(() => reading(seen, "a "));
  const b = spawn(() => reading(seen, "b "));
  say(a, "1");
  say(a, "2");
  say(b, "1");
  kernel.runUntil(0);
  expect(seen).toEqual(["a 1", "b 1", "a 2"]);
});

test("selective receive takes what fits and leaves the rest in order", () => {
  const { kernel, seen, say, spawn } = world();
  const wanting = (word: string): Wait<Mail> => ({
    for: "matching",
    accepts: (mail) => mail.kind === "word" && mail.word === word,
  });
  const pid = spawn(function* (): TestBody {
    seen.push(wordOf(yield wanting("c")), wordOf(yield wanting("a")));
    for (let count = 0; count < 2; count += 1) seen.push(wordOf(yield { for: "mail" }));
    return NORMAL;
  });
  for (const word of ["b", "d", "c"]) say(pid, word);
  kernel.runUntil(0);
  expect(seen).toEqual([]);
  say(pid, "a");
  kernel.runUntil(0);
  expect(seen).toEqual(["c", "a", "b", "d"]);
});

test("a long mailbox keeps its order while messages are taken out of the middle", () => {
  const { kernel, seen, say, spawn } = world();
  const pid = spawn(function* (): TestBody {
    yield { for: "matching", accepts: (mail) => mail.kind === "word" && mail.word === "150" };
    return yield* reading(seen);
  });
  for (let word = 0; word < 300; word += 1) say(pid, String(word));
  kernel.runUntil(0);
  expect(seen).toEqual(
    Array.from({ length: 300 }, (_, word) => String(word)).filter((word) => word !== "150"),
  );
});

test("a sleeping process lets its mail wait; others go on", () => {
  const { kernel, seen, say, spawn } = world();
  const sleeper = spawn(function* (): TestBody {
    yield { for: "time", ms: 300 };
    seen.push(`awake at ${kernel.nowMs}`);
    return yield* reading(seen, "sleeper ");
  });
  const other = spawn(() => reading(seen, "other "));
  kernel.runUntil(10);
  say(sleeper, "x");
  say(other, "y");
  kernel.runUntil(299);
  expect(seen).toEqual(["other y"]);
  kernel.runUntil(300);
  expect(seen).toEqual(["other y", "awake at 300", "sleeper x"]);
});

test("mail to a process that is gone vanishes", () => {
  const { kernel, processes, say, spawn } = world();
  const pid = spawn(function* (): TestBody {
    yield { for: "mail" };
    return NORMAL;
  });
  say(pid, "bye");
  kernel.runUntil(0);
  expect(processes.isAlive(pid)).toBe(false);
  say(pid, "too late");
  expect(kernel.runUntil(0)).toBe(0);
});

test.each<[string, (pid: Pid, processes: Processes<Mail>) => void, ExitReason["is"], boolean]>([
  ["returns", () => {}, "normal", false],
  ["is shut down", (pid, processes) => processes.exit(pid, SHUTDOWN), "shutdown", false],
  ["is killed", (pid, processes) => processes.exit(pid, KILLED), "killed", true],
])("whoever watches a process that %s finds a DOWN in the mail", (_how, act, reason, crashed) => {
  const { kernel, processes, seen, say, spawn, log } = world();
  const target = spawn(function* (): TestBody {
    yield { for: "mail" };
    return NORMAL;
  });
  const watcher = spawn(() => reading(seen));
  processes.monitor(watcher, target);
  kernel.runUntil(0);
  act(target, processes);
  say(target, "go");
  kernel.runUntil(0);
  expect(seen).toEqual([`down: ${reason}`]);
  expect(log.events.filter(({ kind }) => kind === "process_exited")).toMatchObject([
    { pid: target, crashed },
  ]);
});

test("one that raises ends alone, with its exception as the reason", () => {
  const { kernel, processes, seen, spawn, log } = world();
  const other = spawn(() => reading(seen));
  spawn(function* (): TestBody {
    yield { for: "time", ms: 1 };
    throw new Raised("RuntimeError", "boom");
  });
  kernel.runUntil(1);
  expect(processes.isAlive(other)).toBe(true);
  expect(log.events.filter(({ kind }) => kind === "process_exited")).toMatchObject([
    { reason: '{%RuntimeError{message: "boom"}, [{...}, ...]}', crashed: true },
  ]);
});

test("a fault of the simulator itself is not taken for a crash of the process", () => {
  const { kernel, spawn } = world();
  spawn(function* (): TestBody {
    yield { for: "time", ms: 1 };
    throw new TypeError("a bug");
  });
  expect(() => kernel.runUntil(1)).toThrow("a bug");
});

test("watching a process that is already gone tells at once", () => {
  const { kernel, processes, seen, spawn } = world();
  const gone = spawn(function* (): TestBody {
    yield { for: "time", ms: 0 };
    return NORMAL;
  });
  const watcher = spawn(() => reading(seen));
  kernel.runUntil(0);
  processes.monitor(watcher, gone);
  kernel.runUntil(0);
  expect(seen).toEqual(["down: noproc"]);
});

test("ending a watch takes back a DOWN that is still unread", () => {
  const { kernel, processes, seen, spawn } = world();
  const target = spawn(() => reading([]));
  const watcher = spawn(() => reading(seen));
  const monitor = processes.monitor(watcher, target);
  kernel.runUntil(0);
  processes.exit(target, KILLED);
  processes.demonitor(watcher, monitor);
  kernel.runUntil(0);
  expect(seen).toEqual([]);
});

test("an exit signal comes between two messages: what was queued is never read", () => {
  const { kernel, processes, seen, say, spawn } = world();
  const pid = spawn(() => reading(seen));
  kernel.runUntil(0);
  say(pid, "unread");
  processes.exit(pid, SHUTDOWN);
  kernel.runUntil(0);
  expect(seen).toEqual([]);
});

test("an exit signal wakes nobody up later, and a normal one is ignored", () => {
  const { kernel, processes, seen, spawn } = world();
  const asleep = spawn(function* (): TestBody {
    yield { for: "time", ms: 100 };
    seen.push("woke up");
    return NORMAL;
  });
  kernel.runUntil(0);
  processes.exit(asleep, NORMAL);
  expect(processes.isAlive(asleep)).toBe(true);
  processes.exit(asleep, KILLED);
  kernel.runUntil(200);
  expect(seen).toEqual([]);
});

test("a message to the running process does not put it before those that were told first", () => {
  const { kernel, seen, say, spawn } = world();
  const other = spawn(() => reading(seen, "other "));
  const pid = spawn(function* (): TestBody {
    yield { for: "mail" };
    // It waited for any message a moment ago, and now wants another one first.
    say(pid, "to itself");
    say(other, "word");
    yield { for: "matching", accepts: (mail) => mail.kind === "word" && mail.word === "to itself" };
    seen.push("itself");
    return NORMAL;
  });
  kernel.runUntil(0);
  say(pid, "begin");
  kernel.runUntil(0);
  expect(seen).toEqual(["other word", "itself"]);
});

test("a halt ends everything and tells nobody", () => {
  const { kernel, processes, seen, spawn } = world();
  const target = spawn(() => reading([]));
  const watcher = spawn(() => reading(seen));
  processes.monitor(watcher, target);
  kernel.runUntil(0);
  processes.halt();
  kernel.runUntil(1000);
  expect(processes.count).toBe(0);
  expect(seen).toEqual([]);
});

test("a wait for a message may end with its time, which a message in time prevents", () => {
  const { kernel, seen, say, spawn } = world();
  const pid = spawn(function* (): TestBody {
    for (let count = 0; count < 3; count += 1) seen.push(wordOf(yield { for: "mail", timeoutMs: 10 }));
    return NORMAL;
  });
  kernel.after(15, () => say(pid, "in time"));
  kernel.runUntil(100);
  expect(seen).toEqual(["(time)", "in time", "(time)"]);
});

test("a wait of no time takes what is there and does not let others run", () => {
  const { kernel, seen, say, spawn } = world();
  const pid = spawn(function* (): TestBody {
    for (let count = 0; count < 2; count += 1) seen.push(wordOf(yield { for: "mail", timeoutMs: 0 }));
    return NORMAL;
  });
  spawn(() => {
    seen.push("made");
    return reading(seen);
  });
  say(pid, "word");
  kernel.runUntil(0);
  expect(seen).toEqual(["made", "word", "(time)"]);
});

test("an exit goes along a link, unless it is normal; who traps exits is told instead", () => {
  const { kernel, processes, seen, spawn } = world();
  const [one, other, trapping] = [
    spawn(() => reading(seen)),
    spawn(() => reading(seen)),
    spawn(() => trap()),
  ];
  function* trap(): TestBody {
    for (;;) {
      const woken = yield { for: "mail" };
      if (woken?.kind === "exit") seen.push(`exit of ${woken.from}: ${woken.reason.is}`);
    }
  }
  kernel.runUntil(0);
  processes.trapExits(trapping, true);
  processes.link(one, other);
  processes.link(one, trapping);
  processes.exit(other, NORMAL);
  expect(processes.isAlive(other)).toBe(true);
  processes.exit(other, SHUTDOWN);
  kernel.runUntil(0);
  expect([one, other, trapping].map((pid) => processes.isAlive(pid))).toEqual([false, false, true]);
  expect(seen).toEqual([`exit of ${one}: shutdown`]);
  processes.exit(trapping, KILLED);
  expect(processes.isAlive(trapping)).toBe(false);
});

test("booting runs everything that becomes ready before it returns", () => {
  const { processes, seen, say, spawn } = world();
  processes.boot(() => {
    const pid = spawn(() => reading(seen));
    say(pid, "at once");
  });
  expect(seen).toEqual(["at once"]);
});
