/**
 * The official client takes hold of `window` when it is imported, for page events and visibility. In a worker
 * and in Node there is none, so this one stands there during the import: it passes both on to whichever page
 * is running at that moment.
 */
export interface PageWindow {
  readonly hidden: boolean;
  listen(type: string, listener: () => void): void;
}

let current: PageWindow | null = null;

/** Makes `page` the one that `window` speaks for, until the returned function is called. */
export function enterWindow(page: PageWindow): () => void {
  const before = current;
  current = page;
  return () => {
    current = before;
  };
}

const addEventListener = (type: string, listener: () => void): void => current?.listen(type, listener);

const shim = {
  addEventListener,
  document: {
    addEventListener,
    get visibilityState(): "hidden" | "visible" {
      return current?.hidden === true ? "hidden" : "visible";
    },
  },
};

const before = Object.getOwnPropertyDescriptor(globalThis, "window");
Object.defineProperty(globalThis, "window", { value: shim, configurable: true, writable: true });

/** Puts `window` back as it was found. Called once, right after the client has been imported. */
export function removeShim(): void {
  if (before === undefined) Reflect.deleteProperty(globalThis, "window");
  else Object.defineProperty(globalThis, "window", before);
}
