const FIELDS = ["FullYear", "Month", "Date", "Hours", "Minutes", "Seconds", "Milliseconds", "Day"];

/** A text with a time and no zone, which a browser takes for local time. */
const LOCAL = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;

/** The machine's own; a sealed realm puts another in its place (src/worker/sealed-realm.ts). */
const RealDate = Date;

/**
 * `Date` on a machine whose clock says `now` and whose zone is UTC: where the reader lives makes no difference to a run.
 */
export function pageDate(now: () => number): DateConstructor {
  function PageDate(...args: readonly unknown[]): unknown {
    // As a function, without `new`, it gives the present as text.
    const { target, time } =
      new.target === undefined
        ? { target: PageDate, time: now() }
        : { target: new.target, time: timeOf(args, now) };
    const date = Reflect.construct(RealDate, [time], target) as Date; // as Date itself does it
    return new.target === undefined ? date.toString() : date;
  }
  Object.defineProperty(PageDate, "name", { value: "Date" });
  PageDate.prototype = Object.create(RealDate.prototype, {
    constructor: { value: PageDate, writable: true, configurable: true },
  });
  livesInUtc(PageDate.prototype);
  return Object.assign(PageDate, { now, UTC: RealDate.UTC, parse: parsed }) as unknown as DateConstructor; // all of its names
}

/** Makes dates with this prototype tell their time in UTC, whatever zone the machine is in. */
export function livesInUtc(prototype: Date): void {
  const define = (name: string, value: unknown): void => {
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  };
  for (const field of FIELDS) {
    define(`get${field}`, Reflect.get(RealDate.prototype, `getUTC${field}`));
    if (field !== "Day") define(`set${field}`, Reflect.get(RealDate.prototype, `setUTC${field}`));
  }
  const { toUTCString, toISOString } = RealDate.prototype;
  const iso = (date: Date, from: number, to: number): string =>
    Number.isNaN(date.getTime()) ? "Invalid Date" : toISOString.call(date).slice(from, to);
  define("getTimezoneOffset", () => 0);
  define("toString", toUTCString);
  define("toLocaleString", toUTCString);
  for (const name of ["toDateString", "toLocaleDateString"]) {
    define(name, function (this: Date) {
      return iso(this, 0, 10);
    });
  }
  for (const name of ["toTimeString", "toLocaleTimeString"]) {
    define(name, function (this: Date) {
      return iso(this, 11, 19);
    });
  }
}

function parsed(text: string): number {
  return RealDate.parse(LOCAL.test(text) ? `${text.replace(" ", "T")}Z` : text);
}

function timeOf(args: readonly unknown[], now: () => number): number {
  if (args.length === 0) return now();
  if (args.length > 1) return RealDate.UTC(...(args.map(Number) as [number, number])); // any number of them will do
  const [value] = args;
  if (value instanceof RealDate) return value.getTime();
  return typeof value === "string" ? parsed(value) : Number(value);
}
