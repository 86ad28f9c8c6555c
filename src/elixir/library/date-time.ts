import { atomMap, field, isStruct } from "../map.ts";
import { type NativeModule, nativeModule } from "../native.ts";
import { Atom, atom, ERROR, type MapTerm, moduleAtom, NIL, OK, type Term, tuple } from "../term.ts";
import { asIndex, asInteger, asText, libraryModule, noClause, pairOf } from "./arguments.ts";
import { convertTime, floorDivide, perSecond, systemTime } from "./clock.ts";

const MICRO = 1_000_000n;
const DAY = 86_400n;

/** Days from 0000-03-01 to 1970-01-01. A year that begins in March has its leap day at its end. */
const EPOCH_DAYS = 719_468n;
/** Days of 400 years. */
const ERA_DAYS = 146_097n;

type CivilDate = { readonly year: bigint; readonly month: bigint; readonly day: bigint };

function dateOfDays(days: bigint): CivilDate {
  const shifted = days + EPOCH_DAYS;
  const era = floorDivide(shifted, ERA_DAYS);
  const ofEra = shifted - era * ERA_DAYS;
  const yearOfEra = (ofEra - ofEra / 1460n + ofEra / 36_524n - ofEra / 146_096n) / 365n;
  const ofYear = ofEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n);
  const march = (5n * ofYear + 2n) / 153n;
  const month = march < 10n ? march + 3n : march - 9n;
  const year = yearOfEra + era * 400n + (month <= 2n ? 1n : 0n);
  return { year, month, day: ofYear - (153n * march + 2n) / 5n + 1n };
}

function daysOfDate({ year, month, day }: CivilDate): bigint {
  const shifted = month <= 2n ? year - 1n : year;
  const era = floorDivide(shifted, 400n);
  const yearOfEra = shifted - era * 400n;
  const ofYear = (153n * (month > 2n ? month - 3n : month + 9n) + 2n) / 5n + day - 1n;
  return era * ERA_DAYS + yearOfEra * 365n + yearOfEra / 4n - yearOfEra / 100n + ofYear - EPOCH_DAYS;
}

/** A moment in microseconds of Unix time, and how many digits of a second are told of it. */
type Moment = { readonly micros: bigint; readonly digits: number };

function digitsOf(unit: Term): number {
  const size = perSecond(unit);
  return size >= MICRO ? 6 : String(size).length - 1;
}

function dateTime({ micros, digits }: Moment): MapTerm {
  const seconds = floorDivide(micros, MICRO);
  const days = floorDivide(seconds, DAY);
  const ofDay = seconds - days * DAY;
  return atomMap({
    __struct__: moduleAtom("DateTime"),
    calendar: moduleAtom("Calendar.ISO"),
    ...dateOfDays(days),
    hour: ofDay / 3600n,
    minute: (ofDay / 60n) % 60n,
    second: ofDay % 60n,
    microsecond: tuple(micros - seconds * MICRO, BigInt(digits)),
    time_zone: "Etc/UTC",
    zone_abbr: "UTC",
    utc_offset: 0n,
    std_offset: 0n,
  });
}

function momentOf(term: Term): Moment {
  if (!isStruct(term, "DateTime")) throw noClause();
  const part = (name: string): bigint => asInteger(field(term, name) ?? NIL);
  const [micros, digits] = pairOf(field(term, "microsecond") ?? NIL) ?? [];
  const days = daysOfDate({ year: part("year"), month: part("month"), day: part("day") });
  const seconds = days * DAY + part("hour") * 3600n + part("minute") * 60n + part("second");
  return { micros: seconds * MICRO + asInteger(micros ?? NIL), digits: asIndex(digits ?? NIL) };
}

function momentText(term: Term, separator: string): string {
  const { micros, digits } = momentOf(term);
  const seconds = floorDivide(micros, MICRO);
  const days = floorDivide(seconds, DAY);
  const ofDay = seconds - days * DAY;
  const padded = (value: bigint, size = 2) => String(value).padStart(size, "0");
  const { year, month, day } = dateOfDays(days);
  const fraction = digits === 0 ? "" : `.${padded(micros - seconds * MICRO, 6).slice(0, digits)}`;
  const time = [ofDay / 3600n, (ofDay / 60n) % 60n, ofDay % 60n].map((value) => padded(value)).join(":");
  return `${padded(year, 4)}-${padded(month)}-${padded(day)}${separator}${time}${fraction}Z`;
}

/** A moment with no more digits than before it was told. */
function truncated({ micros, digits }: Moment, most: number): Moment {
  const kept = Math.min(digits, most);
  const unit = 10n ** BigInt(6 - kept);
  return { micros: floorDivide(micros, unit) * unit, digits: kept };
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,6})\d*)?(?:Z|([+-])(\d\d):?(\d\d))$/;

function parsed(text: string): Term {
  const failed = (reason: string) => tuple(ERROR, atom(reason));
  const found = ISO.exec(text);
  if (found === null) {
    return failed(ISO.test(`${text}Z`) ? "missing_offset" : "invalid_format");
  }
  const [year = 0n, month = 0n, day = 0n, hour = 0n, minute = 0n, second = 0n] = found
    .slice(1, 7)
    .map((part) => BigInt(part));
  const days = daysOfDate({ year, month, day });
  const back = dateOfDays(days);
  if (back.month !== month || back.day !== day) return failed("invalid_date");
  if (hour > 23n || minute > 59n || second > 59n) return failed("invalid_time");
  const fraction = found[7] ?? "";
  const sign = found[8] === "-" ? -1n : 1n;
  const offset = sign * (BigInt(found[9] ?? 0) * 3600n + BigInt(found[10] ?? 0) * 60n);
  const seconds = days * DAY + hour * 3600n + minute * 60n + second - offset;
  const micros = seconds * MICRO + BigInt(fraction.padEnd(6, "0"));
  return tuple(OK, dateTime({ micros, digits: fraction.length }), offset);
}

const SECOND = atom("second");

function fromUnix(value: Term, unit: Term): MapTerm {
  const micros = convertTime(asInteger(value), perSecond(unit), MICRO);
  return dateTime({ micros, digits: digitsOf(unit) });
}

/** Units of `add/3` that are longer than a second. */
const LONG: { readonly [unit: string]: bigint } = { minute: 60n, hour: 3600n, day: DAY };

function lengthOf(amount: Term, unit: Term): bigint {
  const long = unit instanceof Atom ? LONG[unit.name] : undefined;
  if (long !== undefined) return asInteger(amount) * long * MICRO;
  return convertTime(asInteger(amount), perSecond(unit), MICRO);
}

/** In the order of its definition (1.14). */
const FIELDS =
  "calendar day hour microsecond minute month second std_offset time_zone utc_offset year zone_abbr".split(
    " ",
  );

const DATE_TIME = libraryModule(
  "DateTime",
  {
    "add/2,3": (_cx, term, amount, unit = SECOND) => {
      const { micros, digits } = momentOf(term);
      return dateTime(truncated({ micros: micros + lengthOf(amount, unit), digits: 6 }, digits));
    },
    "compare/2": (_cx, a, b) => {
      const difference = momentOf(a).micros - momentOf(b).micros;
      return atom(difference < 0n ? "lt" : difference > 0n ? "gt" : "eq");
    },
    "diff/2,3": (_cx, a, b, unit = SECOND) => {
      const difference = momentOf(a).micros - momentOf(b).micros;
      const long = unit instanceof Atom ? LONG[unit.name] : undefined;
      return long === undefined
        ? convertTime(difference, MICRO, perSecond(unit))
        : difference / (long * MICRO);
    },
    "from_iso8601/1": (_cx, text) => parsed(asText(text)),
    "from_unix/1,2": (_cx, value, unit = SECOND) => tuple(OK, fromUnix(value, unit)),
    "from_unix!/1,2": (_cx, value, unit = SECOND) => fromUnix(value, unit),
    "to_iso8601/1,2,3": (_cx, term) => momentText(term, "T"),
    "to_string/1": (_cx, term) => momentText(term, " "),
    "to_unix/1,2": (_cx, term, unit = SECOND) => convertTime(momentOf(term).micros, MICRO, perSecond(unit)),
    "truncate/2": (_cx, term, unit) => dateTime(truncated(momentOf(term), digitsOf(unit))),
    "utc_now/0,1": (cx) => dateTime({ micros: systemTime(cx, MICRO), digits: 6 }),
  },
  { struct: Object.fromEntries(FIELDS.map((name) => [name, NIL])) },
);

export const DATE_TIMES: readonly NativeModule[] = [
  DATE_TIME,
  nativeModule("String.Chars.DateTime", { "to_string/1": (_cx, term) => momentText(term, " ") }),
  nativeModule("Inspect.DateTime", { "inspect/2": (_cx, term) => `~U[${momentText(term, " ")}]` }),
];
