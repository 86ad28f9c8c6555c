import { Later } from "../../loading/later.ts";
import type { Pid } from "../../trace/ids.ts";
import type { Host } from "../host.ts";
import { Atom, PidTerm, RefTerm, type Term } from "../term.ts";
import type { ElixirNode } from "./node.ts";

function makeShared(): Map<unknown, unknown> {
  return new Map();
}

/** What few processes do. */
const SELDOM = new Later(() => import("./seldom-host.ts"));

/** A process of a node, as the language sees its world. */
export class NodeHost implements Host {
  readonly node: ElixirNode;
  readonly pid: Pid;
  readonly self: PidTerm;

  constructor(node: ElixirNode, pid: Pid) {
    this.node = node;
    this.pid = pid;
    this.self = new PidTerm(pid);
  }

  get nowMs(): number {
    return this.node.processes.kernel.nowMs;
  }

  get systemTimeMs(): number {
    return Math.round(this.node.endpoint.nowSeconds * 1000);
  }

  get nodeName(): string {
    return this.node.name;
  }

  get shared(): Map<unknown, unknown> {
    return this.node.part(makeShared);
  }

  send(to: PidTerm, message: Term): void {
    this.node.send(pidOf(to), message);
  }

  spawn(start: Term, args: readonly Term[], { link }: { readonly link: boolean }): PidTerm {
    return SELDOM.now.spawn(this, start, args, link);
  }

  newRef(): RefTerm {
    return new RefTerm(this.node.processes.newRef());
  }

  whereis(name: Atom): PidTerm | null {
    const pid = this.node.names.get(name);
    return pid === undefined ? null : new PidTerm(pid);
  }

  register(name: Atom, pid: PidTerm): boolean {
    if (this.node.names.has(name) || !this.isAlive(pid)) return false;
    this.node.names.set(name, pidOf(pid));
    return true;
  }

  unregister(name: Atom): boolean {
    return this.node.names.delete(name);
  }

  isAlive(pid: PidTerm): boolean {
    return this.node.processes.isAlive(pidOf(pid));
  }

  monitor(pid: PidTerm): RefTerm {
    return new RefTerm(this.node.processes.monitor(this.pid, pidOf(pid)));
  }

  demonitor(ref: RefTerm): void {
    this.node.processes.demonitor(this.pid, ref.id);
  }

  link(pid: PidTerm): void {
    this.node.processes.link(this.pid, pidOf(pid));
  }

  unlink(pid: PidTerm): void {
    this.node.processes.unlink(this.pid, pidOf(pid));
  }

  exit(pid: PidTerm, reason: Term): void {
    SELDOM.now.exit(this, pidOf(pid), reason);
  }

  trapExits(trap: boolean): boolean {
    return this.node.processes.trapExits(this.pid, trap);
  }

  sendAfter(to: PidTerm | Atom, message: Term, delayMs: number): RefTerm {
    const { processes, timers } = this.node;
    const ref = this.newRef();
    const scheduled = processes.kernel.after(delayMs, () => {
      timers.delete(ref.id);
      const pid = to instanceof Atom ? this.node.names.get(to) : pidOf(to);
      if (pid !== undefined) this.node.send(pid, message);
    });
    timers.set(ref.id, { scheduled, atMs: this.nowMs + delayMs });
    return ref;
  }

  cancelTimer(ref: RefTerm): number | null {
    return SELDOM.now.cancelTimer(this, ref);
  }

  print(line: string): void {
    SELDOM.now.print(this, line);
  }

  random(max: number): number {
    return this.node.processes.kernel.random.upTo(max);
  }
}

/** Pids of the kernel and those of Elixir are the same numbers. */
export function pidOf(pid: PidTerm): Pid {
  return pid.id as Pid; // see above
}
