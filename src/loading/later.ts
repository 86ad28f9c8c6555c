/**
 * A part of the simulation that not every run needs. On a page it is loaded when a run first asks for it: the run is
 * given up (`now` throws), the part is loaded, and the run is made again, the same up to there. Who simulates outside
 * of a page has every part from the start (simulation/whole.ts).
 */
export class Later<Part> {
  readonly #load: () => Promise<Part>;
  #part: Part | null = null;

  constructor(load: () => Promise<Part>) {
    this.#load = load;
    all.add(this);
  }

  get isLoaded(): boolean {
    return this.#part !== null;
  }

  /** The part. Throws `NotLoaded` when it is not there yet. */
  get now(): Part {
    if (this.#part === null) throw new NotLoaded([this]);
    return this.#part;
  }

  async load(): Promise<void> {
    this.#part ??= await this.#load();
  }
}

/** These parts. Throws `NotLoaded` for all that are not there yet. */
export function allNow<Part>(parts: readonly Later<Part>[]): readonly Part[] {
  const missing = parts.filter((part) => !part.isLoaded);
  if (missing.length > 0) throw new NotLoaded(missing);
  return parts.map((part) => part.now);
}

const all = new Set<Later<unknown>>();

/** Ends whatever was being run. Only `withParts` catches it: no code of a process does, and no supervisor. */
export class NotLoaded extends Error {
  readonly parts: readonly Later<unknown>[];

  constructor(parts: readonly Later<unknown>[]) {
    super("a part of the simulation is not loaded: see loading/later.ts");
    this.parts = parts;
  }
}

/** Calls, and calls again when what the call turned out to need is loaded. */
export async function withParts<Result>(call: () => Result): Promise<Awaited<Result>> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
      await Promise.all(error.parts.map((part) => part.load()));
    }
  }
}

/** Loads all parts of the modules that are there, and those of what they bring. */
export async function loadEveryPart(): Promise<void> {
  const loaded = new Set<Later<unknown>>();
  while (loaded.size < all.size) {
    const missing = [...all].filter((part) => !loaded.has(part));
    await Promise.all(missing.map((part) => part.load()));
    for (const part of missing) loaded.add(part);
  }
}
