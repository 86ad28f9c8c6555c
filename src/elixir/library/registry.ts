import type { NativeModule } from "../native.ts";
import { ACCESS } from "./access.ts";
import { ATOM } from "./atom.ts";
import { BASE } from "./base.ts";
import { BITWISE } from "./bitwise.ts";
import { CRYPTO } from "./crypto.ts";
import { DATE_TIMES } from "./date-time.ts";
import { ENUM } from "./enum.ts";
import { ETS } from "./ets.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import { FLOAT } from "./float.ts";
import { FUNCTION } from "./function.ts";
import { INTEGER } from "./integer.ts";
import { EXCEPTION_MODULE, IO_MODULE } from "./io.ts";
import { JASON, JASON_ERRORS } from "./jason.ts";
import { ERLANG_MODULE } from "./kernel.ts";
import { KERNEL_MODULE } from "./kernel-basics.ts";
import { KEYWORD } from "./keyword.ts";
import { LIST } from "./list.ts";
import { LOGGER } from "./logger.ts";
import { MAP } from "./map.ts";
import { MAP_SET } from "./map-set.ts";
import { MODULE } from "./module.ts";
import { QUEUE } from "./queue.ts";
import { RANGE } from "./range.ts";
import { REGEX } from "./regex.ts";
import { STREAM } from "./stream.ts";
import { STRING } from "./string-basics.ts";
import { SYSTEM_MODULES } from "./system.ts";
import { TUPLE } from "./tuple.ts";
import { UNSUPPORTED } from "./unsupported.ts";

/** Every native module that Elixir code can call; whoever writes one adds it here. */
export const LIBRARY: readonly NativeModule[] = [
  KERNEL_MODULE,
  ERLANG_MODULE,
  IO_MODULE,
  EXCEPTION_MODULE,
  ...EXCEPTIONS,
  ACCESS,
  ATOM,
  BASE,
  BITWISE,
  CRYPTO,
  ...DATE_TIMES,
  ENUM,
  ETS,
  FLOAT,
  FUNCTION,
  INTEGER,
  JASON,
  ...JASON_ERRORS,
  KEYWORD,
  LIST,
  LOGGER,
  MAP,
  MAP_SET,
  MODULE,
  QUEUE,
  RANGE,
  REGEX,
  STREAM,
  STRING,
  ...SYSTEM_MODULES,
  TUPLE,
  ...UNSUPPORTED,
];
