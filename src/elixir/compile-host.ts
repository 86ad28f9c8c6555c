import type { Host } from "./host.ts";
import { PidTerm, RefTerm } from "./term.ts";

/** The world while a module is being defined: there are no processes yet. */
export const COMPILE_HOST: Host = {
  self: new PidTerm(0),
  nowMs: 0,
  systemTimeMs: 0,
  nodeName: "nonode@nohost",
  shared: new Map(),
  send: refuse,
  spawn: refuse,
  newRef: () => new RefTerm(0),
  whereis: () => null,
  register: () => false,
  unregister: () => false,
  isAlive: () => false,
  monitor: refuse,
  demonitor() {},
  link() {},
  unlink() {},
  exit() {},
  trapExits: () => false,
  sendAfter: refuse,
  cancelTimer: () => null,
  print() {},
  random: () => 0,
};

function refuse(): never {
  throw new Error("there are no processes while a module is being defined");
}
