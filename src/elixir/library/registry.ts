import type { NativeModule } from "../native.ts";

/** Every native module that Elixir code can call; whoever writes one adds it here. */
export const LIBRARY: readonly NativeModule[] = [];
