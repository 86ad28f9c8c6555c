import type { NativeModule } from "../native.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import { ERLANG_MODULE, KERNEL_MODULE } from "./kernel.ts";

/** Every native module that Elixir code can call; whoever writes one adds it here. */
export const LIBRARY: readonly NativeModule[] = [KERNEL_MODULE, ERLANG_MODULE, ...EXCEPTIONS];
