import { binary } from "../bits.ts";
import { reserve } from "./argument-kinds.ts";
import { asCount, libraryModule } from "./arguments.ts";

export const CRYPTO = libraryModule(":crypto", {
  // From the random numbers of the world: the same scenario makes the same bytes.
  "strong_rand_bytes/1": (cx, count) => {
    const size = asCount(count);
    reserve(cx, size);
    return binary(Uint8Array.from({ length: size }, () => cx.host.random(255)));
  },
});
