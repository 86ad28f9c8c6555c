import type { Context } from "../context.ts";
import { inspect } from "../inspect.ts";
import { field } from "../map.ts";
import { type Native, type NativeModule, nativeModule, waitMs } from "../native.ts";
import { atom, EMPTY, ERROR, MapTerm, NIL, OK, PidTerm, RefTerm, type Term, TRUE, tuple } from "../term.ts";
import { EXCEPTIONS } from "../thrown.ts";
import { asAtom } from "./argument-kinds.ts";
import { asCount, asInteger, asItems, libraryModule, noClause } from "./arguments.ts";
import { convertTime, monotonicTime, perSecond, systemTime } from "./clock.ts";
import { sharedState } from "./shared-state.ts";

function counter() {
  return { last: 0n };
}

function uniqueInteger(cx: Context): bigint {
  const unique = sharedState(cx, counter);
  unique.last += 1n;
  return unique.last;
}

const time = (read: typeof systemTime) => (cx: Context, unit?: Term) =>
  read(cx, unit === undefined ? undefined : perSecond(unit));

/** The functions that `System` and `:erlang` have in common. */
export const ERLANG_TIME: { readonly [nameAndArities: string]: Native } = {
  "monotonic_time/0,1": time(monotonicTime),
  "system_time/0,1": time(systemTime),
  "unique_integer/0,1": uniqueInteger,
};

export const SYSTEM = libraryModule("System", {
  "convert_time_unit/3": (_cx, value, from, to) =>
    convertTime(asInteger(value), perSecond(from), perSecond(to)),
  "fetch_env/1": () => ERROR,
  "fetch_env!/1": (_cx, name) => {
    throw EXCEPTIONS.now.raised("System.EnvError", { env: name });
  },
  "get_env/1,2": (_cx, _name, fallback = NIL) => fallback,
  ...ERLANG_TIME,
  "os_time/0,1": time(systemTime),
  "otp_release/0": () => "25",
  "schedulers_online/0": () => 1n,
  "version/0": () => "1.14.0",
});

const ENV_ERROR = nativeModule(
  "System.EnvError",
  {
    "message/1": (_cx, error) => {
      const name = error instanceof MapTerm ? field(error, "env") : undefined;
      return `could not fetch environment variable ${inspect(name ?? NIL)} because it is not set`;
    },
  },
  { struct: { __exception__: TRUE, env: NIL } },
);

/** Milliseconds of a message sent later, with who gets it. */
function sendLater(cx: Context, ms: Term, to: Term, message: Term): Term {
  if (!(to instanceof PidTerm)) return tuple(OK, cx.host.sendAfter(asAtom(to), message, asCount(ms)));
  return tuple(OK, cx.host.sendAfter(to, message, asCount(ms)));
}

const perUnit = (ms: bigint) => (_cx: Context, count: Term) => asInteger(count) * ms;

const TIMER = libraryModule(":timer", {
  "cancel/1": (cx, ref) => {
    if (!(ref instanceof RefTerm)) throw noClause();
    cx.host.cancelTimer(ref);
    return tuple(OK, atom("cancel"));
  },
  "hms/3": (_cx, hours, minutes, seconds) =>
    (asInteger(hours) * 3600n + asInteger(minutes) * 60n + asInteger(seconds)) * 1000n,
  "hours/1": perUnit(3_600_000n),
  "minutes/1": perUnit(60_000n),
  "seconds/1": perUnit(1000n),
  "send_after/2": (cx, ms, message) => sendLater(cx, ms, cx.host.self, message),
  "send_after/3": (cx, ms, to, message) => sendLater(cx, ms, to, message),
  *"sleep/1"(_cx, ms) {
    yield* waitMs(ms === atom("infinity") ? Number.POSITIVE_INFINITY : asCount(ms));
    return OK;
  },
  *"tc/1,2"(cx, fun, args = EMPTY) {
    const before = monotonicTime(cx, 1_000_000n);
    const value = yield* cx.call(fun, asItems(args));
    return tuple(monotonicTime(cx, 1_000_000n) - before, value);
  },
});

const RAND = libraryModule(":rand", {
  "uniform/1": (cx, max) => {
    if (asInteger(max) < 1n) throw noClause();
    return BigInt(cx.host.random(Number(max) - 1)) + 1n;
  },
  "uniform/0": (cx) => cx.host.random(2 ** 32 - 1) / 2 ** 32,
  "seed/1,2": () => OK,
});

export const SYSTEM_MODULES: readonly NativeModule[] = [
  SYSTEM,
  ENV_ERROR,
  TIMER,
  RAND,
  libraryModule(":os", { "system_time/0,1": time(systemTime) }),
];
