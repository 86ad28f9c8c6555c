import { KILLED, NORMAL } from "../../kernel/exit-reason.ts";
import type { Pid } from "../../trace/ids.ts";
import { atom, Fun, PidTerm, type RefTerm, type Term } from "../term.ts";
import { EXITS } from "./crash.ts";
import type { NodeHost } from "./node-host.ts";

/** What a process seldom asks of its host (host.ts): to start another, to end one, to cancel a timer, to print. */

export function spawn({ node }: NodeHost, start: Term, args: readonly Term[], link: boolean): PidTerm {
  const name = start instanceof Fun ? start.text : "spawn";
  const role = { is: "other", name } as const;
  return new PidTerm(node.spawn((cx) => cx.call(start, [...args]), { role, link }));
}

export function exit({ node, pid }: NodeHost, to: Pid, reason: Term): void {
  const { processes } = node;
  if (reason === atom("kill")) processes.exit(to, KILLED);
  else if (to === pid && reason === atom("normal")) processes.kill(to, NORMAL);
  else processes.exit(to, EXITS.now.reasonOf(reason));
}

export function cancelTimer({ node, nowMs }: NodeHost, ref: RefTerm): number | null {
  const timer = node.timers.get(ref.id);
  if (timer === undefined) return null;
  timer.scheduled.cancel();
  node.timers.delete(ref.id);
  return timer.atMs - nowMs;
}

const LEVELS: { readonly [level: string]: "debug" | "info" | "warning" } = {
  debug: "debug",
  info: "info",
  notice: "info",
  warning: "warning",
};

export function print({ node, pid }: NodeHost, line: string): void {
  // Logger's lines begin with their level.
  const [, level, text = ""] = /^\[(\w+)\] (.*)$/s.exec(line) ?? [];
  if (level === undefined) node.log(pid, "info", line);
  else node.log(pid, LEVELS[level] ?? "error", text);
}
