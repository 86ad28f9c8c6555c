import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { binary } from "../bits.ts";
import { argumentError } from "../exception.ts";
import { atom, type Term } from "../term.ts";
import { iodata } from "../text.ts";
import { asBytes, asCount, libraryModule } from "./arguments.ts";

const SHA256 = atom("sha256");

function checkHash(kind: Term): void {
  if (kind !== SHA256) throw argumentError("only :sha256 is supported here");
}

export const CRYPTO = libraryModule(":crypto", {
  "hash/2": (cx, kind, data) => {
    checkHash(kind);
    const bytes = asBytes(iodata(data));
    cx.spend(bytes.length >> 3);
    return binary(sha256(bytes));
  },
  "mac/4": (cx, _type, kind, key, data) => {
    checkHash(kind);
    const bytes = asBytes(iodata(data));
    cx.spend(bytes.length >> 3);
    return binary(hmac(sha256, asBytes(iodata(key)), bytes));
  },
  // From the random numbers of the world: the same scenario makes the same bytes.
  "strong_rand_bytes/1": (cx, count) => {
    const size = asCount(count);
    cx.allocate(size >> 3);
    cx.spend(size >> 3);
    return binary(Uint8Array.from({ length: size }, () => cx.host.random(255)));
  },
});
