import type { Console, ConsoleLevel } from "./own-program.ts";
import type { PageInside } from "./page.ts";
import { pageDate } from "./page-date.ts";

/** So many timers of a page may run at once. */
const MOST_TIMERS = 1000;

/** How much of a value a console shows. */
const LONGEST_LINE = 1000;

type Callback = (...args: readonly unknown[]) => void;

/** The names of a browser that a reader's page may use, as they are in the page's own time. */
export class PageScope {
  readonly names: { readonly [name: string]: unknown };
  readonly #inside: PageInside;
  /** Timers that run, by their handle: one that repeats is set anew each time. */
  readonly #timers = new Map<number, unknown>();
  #lastHandle = 0;

  constructor(inside: PageInside, console: Console) {
    this.#inside = inside;
    const { clock, random } = inside;
    const openedMs = clock.now();
    this.names = {
      Date: pageDate(clock.now),
      Math: withRandom(random),
      performance: { now: () => clock.now() - openedMs, timeOrigin: openedMs },
      crypto: cryptoOf(random),
      console: consoleOf(console),
      setTimeout: (callback: Callback, ms?: number, ...args: readonly unknown[]) =>
        this.#set(callback, ms, args, false),
      setInterval: (callback: Callback, ms?: number, ...args: readonly unknown[]) =>
        this.#set(callback, ms, args, true),
      clearTimeout: (handle: number) => this.#clear(handle),
      clearInterval: (handle: number) => this.#clear(handle),
      queueMicrotask: (callback: () => void) => inside.heed(Promise.resolve().then(callback)),
    };
  }

  #set(callback: Callback, ms: unknown, args: readonly unknown[], repeats: boolean): number {
    if (typeof callback !== "function") throw new TypeError("a timer needs a function");
    if (this.#timers.size >= MOST_TIMERS) throw new RangeError(`more than ${MOST_TIMERS} timers run`);
    const timeout = Number(ms ?? 0) || 0;
    this.#lastHandle += 1;
    const handle = this.#lastHandle;
    const fire = (): unknown => {
      if (repeats) this.#timers.set(handle, this.#inside.clock.setByPage(fire, timeout));
      else this.#timers.delete(handle);
      return callback(...args);
    };
    this.#inside.inPage(() => this.#timers.set(handle, this.#inside.clock.setByPage(fire, timeout)));
    return handle;
  }

  #clear(handle: number): void {
    const timer = this.#timers.get(handle);
    this.#timers.delete(handle);
    this.#inside.inPage(() => this.#inside.clock.clearTimeout(timer));
  }
}

function withRandom(random: () => number): unknown {
  const names = Object.getOwnPropertyNames(Math);
  const math = Object.fromEntries(names.map((name) => [name, Reflect.get(Math, name)]));
  return Object.freeze({ ...math, random });
}

/** What pages use it for: ids and keys. They are the run's own dice, and no secret to anybody. */
function cryptoOf(random: () => number): unknown {
  const getRandomValues = <Bytes extends Uint8Array>(bytes: Bytes): Bytes => {
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = Math.floor(random() * 256);
    return bytes;
  };
  const randomUUID = (): string => {
    const bytes = getRandomValues(new Uint8Array(16));
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
  return { getRandomValues, randomUUID };
}

function consoleOf(console: Console): unknown {
  const at =
    (level: ConsoleLevel) =>
    (...values: readonly unknown[]) =>
      console(level, values.map(shown).join(" ").slice(0, LONGEST_LINE));
  const log = at("log");
  return { log, info: log, debug: log, warn: at("warn"), error: at("error") };
}

function shown(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
