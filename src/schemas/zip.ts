import { zipSync } from "fflate";

/** A ZIP of files that are packed already, such as pictures, by name. */
export function zipOf(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(zipSync(Object.fromEntries(files), { level: 0 }));
}
