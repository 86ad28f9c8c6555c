/** What of the browser is another one for every page, while its code runs. */
export type PageGlobals = {
  readonly setTimeout: (callback: () => void, timeout?: number) => unknown;
  readonly clearTimeout: (handle: unknown) => void;
  /** Milliseconds since 1970, by the clock of the page's machine. */
  readonly now: () => number;
  /** A number from 0 to below 1, as `Math.random` gives it. */
  readonly random: () => number;
};

/** Makes them those of the running code, until the returned function is called. */
export type EnterGlobals = (globals: PageGlobals) => () => void;

let enter: EnterGlobals = lend;

/** The page's code begins to run; the returned function is called when it has returned. */
export function enterGlobals(globals: PageGlobals): () => void {
  return enter(globals);
}

/** For a realm in which nothing but simulated pages lives: its globals ask by themselves whose turn it is. */
export function setEntrance(entrance: EnterGlobals): void {
  enter = entrance;
}

/** Puts them in the place of the real ones for as long as it takes, and no longer. */
function lend(globals: PageGlobals): () => void {
  const { setTimeout, clearTimeout } = globalThis;
  const { now } = Date;
  const { random } = Math;
  // The types of Node and of the DOM disagree on what a handle is; the client only hands it back.
  globalThis.setTimeout = globals.setTimeout as unknown as typeof setTimeout;
  globalThis.clearTimeout = globals.clearTimeout as typeof clearTimeout;
  Date.now = globals.now;
  Math.random = globals.random;
  return () => {
    globalThis.setTimeout = setTimeout;
    globalThis.clearTimeout = clearTimeout;
    Date.now = now;
    Math.random = random;
  };
}
