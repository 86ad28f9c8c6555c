import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import type { Native } from "../native.ts";
import { atom, Fun, isList, OK, type Term } from "../term.ts";
import { CONVERSION, toText } from "../text.ts";
import { asAtom } from "./argument-kinds.ts";
import { libraryModule } from "./arguments.ts";

const LEVELS = ["debug", "info", "notice", "warning", "warn", "error", "critical", "alert", "emergency"];

/** Each message is a line of output; there is no level below which none is shown. */
function* log(cx: Context, level: string, message: Term): Routine<Term> {
  const said = message instanceof Fun ? yield* cx.call(message, []) : message;
  const text = isList(said) ? CONVERSION.now.chardata(said) : toText(cx, said);
  cx.host.print(`[${level === "warn" ? "warning" : level}] ${String(text)}`);
  return OK;
}

const functions: { [nameAndArities: string]: Native } = {};
for (const level of LEVELS) {
  functions[`${level}/1,2`] = function* (cx, message) {
    return yield* log(cx, level, message);
  };
}

export const LOGGER = libraryModule("Logger", {
  ...functions,
  "configure/1": () => OK,
  "level/0": () => atom("debug"),
  *"log/2,3"(cx, level, message) {
    return yield* log(cx, asAtom(level).name, message);
  },
  "metadata/1": () => OK,
});
