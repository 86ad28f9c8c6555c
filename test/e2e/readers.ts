import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { Library, type Reader } from "./reader.ts";

type Open = (...args: Parameters<Library["reader"]>) => Promise<Reader>;

/** `open`: a reader who is watched until the test ends; `unwatched`: the test itself looks, and closes. */
type Readers = { readonly open: Open; readonly unwatched: Open };

/**
 * Opens readers in one browser for all the tests of a file. Whatever a test did: when it ends, no watched
 * page must have complained, nor have asked anybody but its own site.
 */
export function readersOfThisFile(): Readers {
  let library: Library;
  const readers: Reader[] = [];

  beforeAll(async () => {
    library = await Library.open();
  });

  afterEach(async () => {
    for (const reader of readers.splice(0)) {
      expect(reader.complaints).toEqual([]);
      expect(reader.outside).toEqual([]);
      await reader.leave();
    }
  });

  afterAll(async () => {
    await library?.close();
  });

  const unwatched: Open = (...args) => library.reader(...args);
  const open: Open = async (...args) => {
    const reader = await unwatched(...args);
    readers.push(reader);
    return reader;
  };
  return { open, unwatched };
}
