import type { Context } from "../context.ts";
import { allElements } from "../enumerable.ts";
import { raised } from "../exception.ts";
import type { Routine } from "../host.ts";
import { libraryModule, noClause, option } from "../library/arguments.ts";
import { atomMap, field, isStruct } from "../map.ts";
import { receive } from "../native.ts";
import {
  Atom,
  atom,
  Cons,
  EMPTY,
  list,
  listItems,
  moduleAtom,
  NIL,
  OK,
  PidTerm,
  RefTerm,
  type Term,
  Tuple,
  tuple,
} from "../term.ts";
import { inspectIn } from "../text.ts";
import { Thrown } from "../thrown.ts";
import { defineChildSpec, nativeChildSpec } from "./child-spec.ts";
import { startDynamic, startTask } from "./dynamic-supervisor.ts";
import { nodeOf } from "./node.ts";
import { pidOf } from "./node-host.ts";
import { askSupervisor } from "./supervisor.ts";

const ROLE = { is: "other", name: "Task" } as const;
const TEMPORARY = atom("temporary");

/** `fun.()`, or a module's function with arguments. */
const APPLY = tuple(atom("erlang"), atom("apply"), 2n);

type Work = (cx: Context) => Routine<Term>;

function work(fun: Term, name?: Term, args?: Term): Work {
  if (name instanceof Atom) return (cx) => cx.apply(fun, name.name, listItems(args ?? EMPTY) ?? []);
  return (cx) => cx.call(fun, []);
}

function start(cx: Context, what: Work, link: boolean): Term {
  return tuple(OK, new PidTerm(nodeOf(cx).spawn(what, { role: ROLE, link })));
}

/** Starts a process that sends `{ref, result}` to the one that is running (Elixir, lib/task.ex). */
function async(cx: Context, what: Work, link: boolean, mfa: Term = APPLY): Term {
  const node = nodeOf(cx);
  const owner = cx.host.self;
  // The reference is that of the monitor, which is known only when the process is.
  const box: { ref: Term } = { ref: NIL };
  const reply: Work = function* (own) {
    const result = yield* what(own);
    node.send(pidOf(owner), tuple(box.ref, result), { is: "info", text: "task result" });
    return result;
  };
  const pid = new PidTerm(node.spawn(reply, { role: ROLE, link }));
  box.ref = cx.host.monitor(pid);
  return atomMap({ __struct__: moduleAtom("Task"), mfa, owner, pid, ref: box.ref });
}

function refOf(task: Term): RefTerm {
  const ref = isStruct(task, "Task") ? field(task, "ref") : undefined;
  if (!(ref instanceof RefTerm)) throw noClause();
  return ref;
}

/** The task's message or its DOWN; null when the time is over. */
function* outcome(ref: RefTerm, timeout: Term): Routine<Term | null> {
  const isRef = (term: Term | undefined) => term instanceof RefTerm && term.id === ref.id;
  return yield* receive(
    (message) =>
      message instanceof Tuple &&
      (isRef(message.items[0]) || (message.items[0] === atom("DOWN") && isRef(message.items[1]))),
    typeof timeout === "bigint" ? Number(timeout) : null,
  );
}

function* awaitTask(cx: Context, task: Term, timeout: Term): Routine<Term> {
  const ref = refOf(task);
  const owner = field(task as never, "owner"); // refOf says that it is a struct
  if (owner instanceof PidTerm && owner.id !== cx.host.self.id) {
    throw raised("ArgumentError", {
      message: `task ${inspectIn(cx, task)} must be queried from the owner but was queried from ${inspectIn(cx, cx.host.self)}`,
    });
  }
  const message = yield* outcome(ref, timeout);
  cx.host.demonitor(ref);
  const failed = (reason: Term) =>
    new Thrown("exit", tuple(reason, tuple(moduleAtom("Task"), atom("await"), list([task, timeout]))));
  if (!(message instanceof Tuple)) throw failed(atom("timeout"));
  const [tag, result = NIL, , , reason = NIL] = message.items;
  if (tag === atom("DOWN")) throw failed(reason);
  return result;
}

function* yieldTask(cx: Context, task: Term, timeout: Term): Routine<Term> {
  const ref = refOf(task);
  const message = yield* outcome(ref, timeout);
  if (!(message instanceof Tuple)) return NIL;
  cx.host.demonitor(ref);
  const [tag, result = NIL, , , reason = NIL] = message.items;
  return tag === atom("DOWN") ? tuple(atom("exit"), reason) : tuple(OK, result);
}

function* shutdown(cx: Context, task: Term, how: Term): Routine<Term> {
  const early = yield* yieldTask(cx, task, 0n);
  if (early !== NIL) return early;
  const ref = refOf(task);
  const pid = field(task as never, "pid"); // refOf says that it is a struct
  if (pid instanceof PidTerm) {
    cx.host.unlink(pid);
    cx.host.exit(pid, how === atom("brutal_kill") ? atom("kill") : atom("shutdown"));
    yield* outcome(ref, atom("infinity"));
  }
  return NIL;
}

const AWAIT_MS = 5000n;

function mfaOf(module: Term, name: Term, args: Term): Term {
  return tuple(module, name, BigInt(listItems(args)?.length ?? 0));
}

/** As many tasks at a time as the machine has cores, the results in the order of the items. */
const CORES = 8;

function* stream(
  cx: Context,
  items: Term,
  what: (item: Term) => Work,
  options: Term,
  link: boolean,
): Routine<Term> {
  const most = option(options, "max_concurrency");
  const atOnce = typeof most === "bigint" ? Number(most) : CORES;
  const timeout = option(options, "timeout") ?? AWAIT_MS;
  const kills = option(options, "on_timeout") === atom("kill_task");
  const waiting = [...(yield* allElements(cx, items))];
  const running: { readonly task: Term; readonly untilMs: number | null }[] = [];
  const results: Term[] = [];
  for (;;) {
    while (running.length < atOnce && waiting.length > 0) {
      const untilMs = typeof timeout === "bigint" ? cx.host.nowMs + Number(timeout) : null;
      running.push({ task: async(cx, what(waiting.shift() as Term), link), untilMs }); // there is one
    }
    const next = running.shift();
    if (next === undefined) return list(results);
    const { task, untilMs } = next;
    const left = untilMs === null ? timeout : BigInt(Math.max(0, untilMs - cx.host.nowMs));
    const result = yield* yieldTask(cx, task, left);
    if (result === NIL && !kills) throw timedOut(task, timeout);
    if (result === NIL) yield* shutdown(cx, task, atom("brutal_kill"));
    results.push(result === NIL ? tuple(atom("exit"), atom("timeout")) : result);
  }
}

function timedOut(task: Term, timeout: Term): Thrown {
  return new Thrown(
    "exit",
    tuple(atom("timeout"), tuple(moduleAtom("Task.Supervised"), atom("stream"), list([task, timeout]))),
  );
}

export const TASK = libraryModule(
  "Task",
  {
    "start/1": (cx, fun) => start(cx, work(fun), false),
    "start/3": (cx, module, name, args) => start(cx, work(module, name, args), false),
    "start_link/1": (cx, fun) => start(cx, work(fun), true),
    "start_link/3": (cx, module, name, args) => start(cx, work(module, name, args), true),
    "async/1": (cx, fun) => async(cx, work(fun), true),
    "async/3": (cx, module, name, args) =>
      async(cx, work(module, name, args), true, mfaOf(module, name, args)),
    "completed/1": (cx, result) => {
      const { self } = cx.host;
      const ref = cx.host.newRef();
      cx.host.send(self, tuple(ref, result));
      const mfa = tuple(moduleAtom("Task"), atom("completed"), 1n);
      return atomMap({ __struct__: moduleAtom("Task"), mfa, owner: self, pid: NIL, ref });
    },
    *"yield_many/1,2"(cx, tasks, timeout = AWAIT_MS) {
      const all = listItems(tasks) ?? [];
      const endMs = typeof timeout === "bigint" ? cx.host.nowMs + Number(timeout) : null;
      const results: Term[] = [];
      for (const task of all) {
        const left = endMs === null ? timeout : BigInt(Math.max(0, Math.ceil(endMs - cx.host.nowMs)));
        results.push(tuple(task, yield* yieldTask(cx, task, left)));
      }
      return list(results);
    },
    "ignore/1": (cx, task) => {
      const pid = field(task as never, "pid"); // refOf says that it is a struct
      cx.host.demonitor(refOf(task));
      if (pid instanceof PidTerm) cx.host.unlink(pid);
      return NIL;
    },
    *"await/1,2"(cx, task, timeout = AWAIT_MS) {
      return yield* awaitTask(cx, task, timeout);
    },
    *"await_many/1,2"(cx, tasks, timeout = AWAIT_MS) {
      const results: Term[] = [];
      for (const task of listItems(tasks) ?? []) results.push(yield* awaitTask(cx, task, timeout));
      return list(results);
    },
    *"yield/1,2"(cx, task, timeout = AWAIT_MS) {
      return yield* yieldTask(cx, task, timeout);
    },
    *"shutdown/1,2"(cx, task, how = AWAIT_MS) {
      return yield* shutdown(cx, task, how);
    },
    "child_spec/1": (_cx, fun) =>
      atomMap({
        id: moduleAtom("Task"),
        start: tuple(moduleAtom("Task"), atom("start_link"), list([fun])),
        restart: TEMPORARY,
      }),
    *"async_stream/2,3"(cx, items, fun, options = EMPTY) {
      return yield* stream(cx, items, (item) => (own) => own.call(fun, [item]), options, true);
    },
    *"async_stream/4,5"(cx, items, module, name, args, options = EMPTY) {
      return yield* stream(cx, items, (item) => work(module, name, new Cons(item, args)), options, true);
    },
  },
  {
    struct: { mfa: NIL, owner: NIL, pid: NIL, ref: NIL },
    using: (target, options) => defineChildSpec(target, options, { restart: TEMPORARY }),
  },
);

export const TASK_SUPERVISOR = libraryModule("Task.Supervisor", {
  "child_spec/1": (_cx, options) => nativeChildSpec("Task.Supervisor", options),
  *"start_link/0,1"(cx, options = EMPTY) {
    return yield* startDynamic(cx, options);
  },
  *"start_child/2,3"(cx, supervisor, fun, options = EMPTY) {
    const start = tuple(moduleAtom("Task"), atom("start_link"), list([fun]));
    return yield* startTask(cx, supervisor, start, option(options, "restart") ?? TEMPORARY);
  },
  *"async_stream/3,4"(cx, _supervisor, items, fun, options = EMPTY) {
    return yield* stream(cx, items, (item) => (own) => own.call(fun, [item]), options, true);
  },
  *"async_stream_nolink/3,4"(cx, _supervisor, items, fun, options = EMPTY) {
    return yield* stream(cx, items, (item) => (own) => own.call(fun, [item]), options, false);
  },
  *"children/1"(cx, supervisor) {
    const children = listItems(yield* askSupervisor(cx, supervisor, atom("which_children"))) ?? [];
    return list(children.flatMap((child) => (child instanceof Tuple ? (child.items[1] ?? []) : [])));
  },
  *"terminate_child/2"(cx, supervisor, pid) {
    return yield* askSupervisor(cx, supervisor, atom("terminate_child"), pid);
  },
  // The supervisor's part in it is to end tasks at a shutdown, where every process ends anyway.
  "async/2,3": (cx, _supervisor, fun) => async(cx, work(fun), true),
  "async_nolink/2,3": (cx, _supervisor, fun) => async(cx, work(fun), false),
});
