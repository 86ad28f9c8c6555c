import { keywordGet } from "../access.ts";
import { byteSize } from "../bitstring.ts";
import type { Context } from "../context.ts";
import { normalized } from "../exception.ts";
import { exceptionBanner, exceptionMessage, exitText } from "../exception-message.ts";
import { nativeModule } from "../native.ts";
import { atom, EMPTY, ERROR, isList, NIL, OK, type Term } from "../term.ts";
import { CONVERSION, inspectIn, toText } from "../text.ts";
import { Thrown } from "../thrown.ts";
import { inspected } from "./kernel.ts";

/** Output has no device here: each line goes to whoever runs the process. */
function print(cx: Context, text: string): Term {
  for (const line of text.split("\n")) cx.host.print(line);
  return OK;
}

function shown(cx: Context, item: Term): string {
  const text = isList(item) ? CONVERSION.now.chardata(item) : toText(cx, item);
  return typeof text === "string" ? text : inspectIn(cx, text);
}

function printInspected(cx: Context, item: Term, options: Term): Term {
  const label = keywordGet(options, atom("label")) ?? NIL;
  const before = label === NIL ? "" : `${shown(cx, label)}: `;
  print(cx, before + inspected(cx, item, options, true));
  return item;
}

export const IO_MODULE = nativeModule("IO", {
  "puts/1": (cx, item) => print(cx, shown(cx, item)),
  "puts/2": (cx, _device, item) => print(cx, shown(cx, item)),
  "write/1": (cx, item) => print(cx, shown(cx, item)),
  "write/2": (cx, _device, item) => print(cx, shown(cx, item)),
  "warn/1,2": (cx, item) => print(cx, `warning: ${shown(cx, item)}`),
  "inspect/1,2": (cx, item, options = EMPTY) => printInspected(cx, item, options),
  "inspect/3": (cx, _device, item, options) => printInspected(cx, item, options),
  "iodata_to_binary/1": (_cx, item) => CONVERSION.now.iodata(item),
  "iodata_length/1": (_cx, item) => BigInt(byteSize(CONVERSION.now.iodata(item))),
  "chardata_to_string/1": (_cx, item) => (isList(item) ? CONVERSION.now.chardata(item) : item),
});

export const EXCEPTION_MODULE = nativeModule("Exception", {
  "message/1": (cx, error) => exceptionMessage(cx, error),
  "format/2,3": (cx, kind, reason) => banner(cx, kind, reason),
  "format_banner/2,3": (cx, kind, reason) => banner(cx, kind, reason),
  "format_exit/1": (cx, reason) => exitText(cx, reason),
  "format_stacktrace/0,1": () => "",
  "normalize/2,3": (_cx, kind, reason) => (kind === ERROR ? normalized(reason) : reason),
});

function banner(cx: Context, kind: Term, reason: Term): string {
  const thrown = new Thrown(
    kind === atom("exit") ? "exit" : kind === atom("throw") ? "throw" : "error",
    kind === ERROR ? normalized(reason) : reason,
  );
  return exceptionBanner(cx.program, thrown);
}
