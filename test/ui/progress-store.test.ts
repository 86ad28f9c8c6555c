import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

type Store = typeof import("../../src/ui/progress/progress-store.ts");

let store: Store;

/** A browser that keeps things, one that refuses to, or one that is full. */
function stubStorage(how: "works" | "blocked" | "full", entries = new Map<string, string>()) {
  const refuse = (): never => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  };
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => (how === "blocked" ? refuse() : (entries.get(key) ?? null)),
    setItem: (key: string, value: string) => (how === "works" ? entries.set(key, value) : refuse()),
    removeItem: (key: string) => (how === "blocked" ? refuse() : entries.delete(key)),
  });
  return entries;
}

const addLesson = (progress: { readonly lessons: readonly string[]; readonly exercises: object }) => ({
  lessons: [...progress.lessons, "a/b"],
  exercises: {},
});

beforeEach(async () => {
  vi.resetModules();
  store = await import("../../src/ui/progress/progress-store.ts");
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("progress in the browser", () => {
  test("is kept, and erased", () => {
    const entries = stubStorage("works");
    expect(store.remember(addLesson)).toMatchObject({ is: "kept" });
    expect(entries.size).toBe(1);
    expect(store.keptProgress()).toMatchObject({ is: "kept", progress: { lessons: ["a/b"] } });
    expect(store.eraseProgress().progress.lessons).toEqual([]);
    expect(entries.size).toBe(0);
  });

  test.each(["blocked", "full"] as const)("with storage %s it lasts as long as the page", (how) => {
    stubStorage(how);
    expect(store.remember(addLesson)).toMatchObject({ is: "blocked", progress: { lessons: ["a/b"] } });
    expect(store.keptProgress()).toMatchObject({ is: "blocked", progress: { lessons: ["a/b"] } });
  });

  test("what cannot be read is left alone until the reader decides", () => {
    const entries = stubStorage("works");
    store.remember(addLesson);
    const [key = ""] = entries.keys();
    entries.set(key, '{"rejoin":"progress","version":9}');
    expect(store.remember(addLesson)).toMatchObject({ is: "unreadable" });
    expect(entries.get(key)).toContain('"version":9');
    expect(store.keptProgress()).toMatchObject({
      is: "unreadable",
      problem: expect.stringContaining("version is 9"),
    });
    store.eraseProgress();
    expect(store.keptProgress()).toMatchObject({ is: "kept", progress: { lessons: [] } });
  });
});
