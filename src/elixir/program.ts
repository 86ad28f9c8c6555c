import type { FunctionCode } from "./code.ts";
import type { NativeModule } from "./native.ts";
import { type Atom, atom, type Term } from "./term.ts";

/** A module that a program can call: native, or compiled from Elixir. */
export interface LoadedModule {
  readonly module: Atom;
  /** Its exported functions by `name/arity`. */
  function(nameAndArity: string): FunctionCode | null;
  functionNames(): readonly string[];
  readonly structFields: readonly (readonly [string, Term])[] | null;
  /** Fields that `struct!` must be given. */
  readonly enforcedKeys: readonly string[];
  /** What `@derive` says, attribute by attribute. */
  readonly derives: readonly Term[];
  readonly tags: ReadonlyMap<string, unknown>;
}

/** All modules that code can reach: the library's and those loaded from Elixir text. */
export class Program {
  readonly #native: Map<Atom, NativeModule | null>;
  readonly #more: (module: Atom) => NativeModule | null;
  readonly #loaded = new Map<Atom, LoadedModule>();

  /** `more` finds a module that is not in the library: one that is loaded on demand. */
  constructor(library: readonly NativeModule[], more: (module: Atom) => NativeModule | null = () => null) {
    this.#native = new Map(library.map((native) => [native.module, native]));
    this.#more = more;
  }

  add(module: LoadedModule): void {
    this.#loaded.set(module.module, module);
  }

  native(module: Atom): NativeModule | null {
    const known = this.#native.get(module);
    if (known !== undefined) return known;
    const found = this.#more(module);
    this.#native.set(module, found);
    return found;
  }

  loaded(module: Atom): LoadedModule | null {
    return this.#loaded.get(module) ?? null;
  }

  get modules(): Iterable<LoadedModule> {
    return this.#loaded.values();
  }

  hasModule(module: Atom): boolean {
    return this.#loaded.has(module) || this.native(module) !== null;
  }

  /** The fields of a struct with their defaults; null when the module has none. */
  structFields(module: Atom): readonly (readonly [string, Term])[] | null {
    const loaded = this.#loaded.get(module);
    return loaded === undefined ? (this.native(module)?.struct ?? null) : loaded.structFields;
  }

  /** The module that implements a protocol for a struct, for example `String.Chars.Money`. */
  implementation(protocol: string, struct: Atom): Atom | null {
    const module = atom(`Elixir.${protocol}.${struct.name.replace(/^Elixir\./, "")}`);
    return this.hasModule(module) ? module : null;
  }

  /** A module's names as `name/arity`, for those who look for what was meant. */
  functionNames(module: Atom): readonly string[] {
    return this.#loaded.get(module)?.functionNames() ?? [...(this.native(module)?.functions.keys() ?? [])];
  }

  exported(module: Atom, name: string, arity: number): FunctionCode | null {
    const key = `${name}/${arity}`;
    const loaded = this.#loaded.get(module);
    // A module of the program hides one of the library, and nobody need look for that.
    return (loaded === undefined ? this.native(module)?.functions.get(key) : loaded.function(key)) ?? null;
  }
}
