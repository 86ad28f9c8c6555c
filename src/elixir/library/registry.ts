import type { NativeModule } from "../native.ts";
import { ATOM } from "./atom.ts";
import { ENUM } from "./enum.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import { FLOAT } from "./float.ts";
import { INTEGER } from "./integer.ts";
import { EXCEPTION_MODULE, IO_MODULE } from "./io.ts";
import { ERLANG_MODULE, KERNEL_MODULE } from "./kernel.ts";
import { KEYWORD } from "./keyword.ts";
import { LIST } from "./list.ts";
import { MAP } from "./map.ts";
import { MAP_SET } from "./map-set.ts";
import { RANGE } from "./range.ts";
import { REGEX } from "./regex.ts";
import { STREAM } from "./stream.ts";
import { STRING } from "./string.ts";
import { TUPLE } from "./tuple.ts";

/** Every native module that Elixir code can call; whoever writes one adds it here. */
export const LIBRARY: readonly NativeModule[] = [
  KERNEL_MODULE,
  ERLANG_MODULE,
  IO_MODULE,
  EXCEPTION_MODULE,
  ...EXCEPTIONS,
  ATOM,
  ENUM,
  FLOAT,
  INTEGER,
  KEYWORD,
  LIST,
  MAP,
  MAP_SET,
  RANGE,
  REGEX,
  STREAM,
  STRING,
  TUPLE,
];
