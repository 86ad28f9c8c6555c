import { livesInUtc, pageDate } from "../client/page-date.ts";
import { type PageGlobals, setEntrance } from "../client/page-globals.ts";

/** What of a worker's globals code of readers finds: the language, and a few names that do nothing by themselves. */
const KEPT = new Set(
  [
    "Object Function Array Number Boolean String Symbol BigInt Promise RegExp Math JSON Reflect Proxy Iterator",
    "Map Set WeakMap WeakSet ArrayBuffer DataView Date undefined NaN Infinity globalThis eval",
    "Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array",
    "BigInt64Array BigUint64Array Float16Array Float32Array Float64Array",
    "Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError",
    "parseFloat parseInt isFinite isNaN decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape",
    "TextEncoder TextDecoder URL URLSearchParams structuredClone atob btoa",
  ].flatMap((names) => names.split(" ")),
);

/** Objects that no name leads to, but a value or an exception does. */
const NAMELESS: readonly object[] = [
  async () => undefined,
  function* () {},
  async function* () {},
  [][Symbol.iterator](),
  new Map()[Symbol.iterator](),
  new Set()[Symbol.iterator](),
  ""[Symbol.iterator](),
  "".matchAll(/a/g),
  new URLSearchParams().entries(),
  new DOMException(),
  ...iteratorHelpers(),
].map((one) => Object.getPrototypeOf(one) as object);

/**
 * Makes the worker that this is called in a world in which only simulated pages live: no way out, no clock and no chance
 * but theirs, and nothing that one of them could change for the next. The policy of the frame refuses the network in any
 * case (public/sandbox/index.html); what is taken away here is the rest. `prototypes`: those of what is not the
 * language's, but all pages share.
 */
export function sealRealm(prototypes: readonly object[]): void {
  let page: PageGlobals | null = null;
  setEntrance((globals) => {
    const before = page;
    page = globals;
    // What a promise does later, through names that are not its page's own, it does as the page that ran last.
    return () => {
      page = before ?? page;
    };
  });
  const now = (): number => page?.now() ?? 0;
  const RealDate = Date;
  const SealedDate = pageDate(now);
  livesInUtc(RealDate.prototype);
  RealDate.now = now;
  Object.defineProperty(RealDate.prototype, "constructor", { value: SealedDate });
  Math.random = () => page?.random() ?? 0;
  for (const name of ["createObjectURL", "revokeObjectURL"]) Reflect.deleteProperty(URL, name);
  // `Temporal` knows the machine's language, and is reached by it.
  Reflect.deleteProperty(RealDate.prototype, "toTemporalInstant");
  const { prototype: ofBytes } = Object.getPrototypeOf(Uint8Array) as { readonly prototype: object }; // %TypedArray%
  for (const prototype of [...[Number, BigInt, Array, String].map((one) => one.prototype), ofBytes]) {
    for (const name of Object.getOwnPropertyNames(prototype).filter((one) => /Locale|locale/.test(one)))
      Reflect.deleteProperty(prototype, name);
  }
  forgetMatches();

  const chain = emptyGlobals();
  const standing = {
    Date: SealedDate,
    setTimeout: (callback: () => void, timeout?: number) => page?.setTimeout(callback, timeout),
    clearTimeout: (handle: unknown) => page?.clearTimeout(handle),
  };
  for (const [name, value] of Object.entries(standing)) {
    Object.defineProperty(globalThis, name, { value, writable: false, configurable: false });
  }
  freezeShared(prototypes, chain);
  Object.preventExtensions(globalThis);
}

/** Those that map, filter and wrap, where the browser has them. */
function iteratorHelpers(): readonly object[] {
  const Iterators = Reflect.get(globalThis, "Iterator");
  if (Iterators === undefined) return [];
  const values = [][Symbol.iterator]() as unknown as { map(callback: () => void): object }; // ES2025, later than our types
  return [values.map(() => undefined), Iterators.from({ next: () => undefined })];
}

/** `RegExp.$1` and the like tell what was matched last, by whomever. */
function forgetMatches(): void {
  const own = new Set(["length", "name", "prototype", "escape"]);
  for (const name of Object.getOwnPropertyNames(RegExp))
    if (!own.has(name)) Reflect.deleteProperty(RegExp, name);
}

/** Gives what the global object inherits from, emptied as well. */
function emptyGlobals(): readonly object[] {
  const chain: object[] = [];
  let holder: object | null = globalThis;
  while (holder !== null && holder !== Object.prototype) {
    for (const key of Reflect.ownKeys(holder)) {
      if (typeof key === "string" && KEPT.has(key)) continue;
      if (!Reflect.deleteProperty(holder, key)) Reflect.defineProperty(holder, key, { value: undefined });
    }
    holder = Object.getPrototypeOf(holder);
    if (holder !== null) chain.push(holder);
  }
  return chain;
}

/** The prototypes of objects on which pages put properties of their own under names that stand there already. */
const OFTEN_SHADOWED: readonly object[] = [Object.prototype, Function.prototype, Error.prototype];

/** Freezes the language's own objects and these, and all that can be reached from them. */
function freezeShared(prototypes: readonly object[], more: readonly object[]): void {
  const waiting: unknown[] = [...NAMELESS, ...prototypes, ...more];
  for (const key of Reflect.ownKeys(globalThis)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(globalThis, key);
    if (descriptor === undefined) continue;
    waiting.push(descriptor.value);
    if (descriptor.configurable === true && "value" in descriptor)
      Object.defineProperty(globalThis, key, { writable: false, configurable: false });
  }
  const errors = [RangeError, ReferenceError, SyntaxError, TypeError, URIError, EvalError];
  const shadowed = [...OFTEN_SHADOWED, ...errors.map(({ prototype }) => prototype), ...prototypes];
  for (const one of shadowed) waiting.push(...letShadow(one));
  const frozen = new Set<unknown>([globalThis]);
  for (;;) {
    const one = waiting.pop();
    if (one === undefined && waiting.length === 0) return;
    if ((typeof one !== "object" && typeof one !== "function") || one === null || frozen.has(one)) continue;
    frozen.add(one);
    for (const key of Reflect.ownKeys(one)) {
      const { value, get, set } = Reflect.getOwnPropertyDescriptor(one, key) ?? {};
      waiting.push(value, get, set);
    }
    waiting.push(Object.getPrototypeOf(one));
    Object.freeze(one);
  }
}

/**
 * What inherits from a frozen object cannot be given a property of a name that is there already (ECMA-262,
 * OrdinarySet). With accessors in their place it can: `error.name = "Late"` is an everyday thing. Gives what stood there.
 */
function letShadow(prototype: object): readonly unknown[] {
  const stood: unknown[] = [];
  for (const key of Reflect.ownKeys(prototype)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(prototype, key);
    if (descriptor?.configurable !== true || !("value" in descriptor)) continue;
    const { value, enumerable = false } = descriptor as { value: unknown; enumerable?: boolean };
    stood.push(value);
    Object.defineProperty(prototype, key, {
      get: () => value,
      set(this: unknown, next: unknown) {
        if (this === prototype) throw new TypeError(`${String(key)} cannot be changed`);
        Object.defineProperty(this, key, {
          value: next,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      },
      enumerable,
      configurable: false,
    });
  }
  return stood;
}
