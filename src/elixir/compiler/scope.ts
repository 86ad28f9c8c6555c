import type { Ast, Position } from "../ast.ts";
import type { Place } from "../exception.ts";
import { type Atom, atom, moduleAtom, type Term } from "../term.ts";
import type { ModuleDefinition } from "./module-definition.ts";
import type { Frame, Node } from "./node.ts";
import type { Unit } from "./unit.ts";

/** `import Module, only: […]`; `names` is null for everything. */
export type Import = {
  readonly module: Atom;
  readonly only: ReadonlySet<string> | null;
  readonly except: ReadonlySet<string>;
};

/** The layout of one function's frame while it is compiled. */
export class FrameLayout {
  size: number;
  /** Where a closure's captured variables come from, outside, and where they go, inside. */
  readonly captures: { readonly outer: number; readonly inner: number }[] = [];
  readonly #captured = new Map<string, number>();
  readonly outer: Scope | null;

  constructor(arity: number, outer: Scope | null) {
    this.size = arity;
    this.outer = outer;
  }

  slot(): number {
    this.size += 1;
    return this.size - 1;
  }

  /** The slot of a variable from outside of the closure. */
  capture(name: string): number | null {
    const known = this.#captured.get(name);
    if (known !== undefined) return known;
    const outer = this.outer?.lookup(name) ?? null;
    if (outer === null) return null;
    const inner = this.slot();
    this.captures.push({ outer, inner });
    this.#captured.set(name, inner);
    return inner;
  }
}

/** What names mean at a place in the text: variables, aliases, imports. */
export class Scope {
  readonly unit: Unit;
  readonly layout: FrameLayout;
  readonly module: ModuleDefinition | null;
  /** The function being defined, as `name/arity`. */
  readonly functionName: string | null;
  /** In a guard only some functions may be called. */
  readonly inGuard: boolean;
  /** How many of the module's attributes had been set when this was written. */
  readonly attributeCount: number;
  readonly #parent: Scope | null;
  /** In the order of binding; of one name the last counts. */
  readonly #variables: (readonly [name: string, slot: number])[] = [];
  readonly #aliases = new Map<string, Atom>();
  readonly #imports: Import[] = [];

  constructor(
    unit: Unit,
    parent: Scope | null,
    options: {
      readonly layout: FrameLayout;
      readonly module: ModuleDefinition | null;
      readonly functionName?: string | null;
      readonly inGuard?: boolean;
      readonly attributeCount?: number;
    },
  ) {
    this.unit = unit;
    this.#parent = parent;
    this.layout = options.layout;
    this.module = options.module;
    this.functionName = options.functionName ?? parent?.functionName ?? null;
    this.inGuard = options.inGuard ?? false;
    this.attributeCount = options.attributeCount ?? parent?.attributeCount ?? Number.POSITIVE_INFINITY;
  }

  /** A scope inside this one: what it binds is not seen outside. */
  child(options: { readonly inGuard?: boolean } = {}): Scope {
    const { layout, module, inGuard } = this;
    return new Scope(this.unit, this, { layout, module, inGuard: options.inGuard ?? inGuard });
  }

  /** The scope of a function inside this one, with a frame of its own. */
  closure(arity: number): Scope {
    return new Scope(this.unit, this, { layout: new FrameLayout(arity, this), module: this.module });
  }

  /** Binds a variable anew; a slot is given for a function's argument. */
  declare(name: string, slot = this.layout.slot()): number {
    this.#variables.push([name, slot]);
    return slot;
  }

  /** The slot of a variable; null when there is none of this name. */
  lookup(name: string): number | null {
    for (let scope: Scope | null = this; scope !== null; scope = scope.#parent) {
      if (scope.layout !== this.layout) return this.layout.capture(name);
      const found = scope.#variables.findLast((variable) => variable[0] === name);
      if (found !== undefined) return found[1];
    }
    return null;
  }

  /** Looks later at the variables in view now, with their slots: for those who step through the code. */
  visible(): () => ReadonlyMap<string, number> {
    const views: { readonly scope: Scope; readonly count: number }[] = [];
    for (let scope: Scope | null = this; scope !== null; scope = scope.#parent) {
      views.push({ scope, count: scope.#variables.length });
    }
    return () => {
      const found = new Map<string, number>();
      for (const { scope, count } of views) {
        const own = scope.layout === this.layout;
        const known = new Map(scope.#variables.slice(0, count));
        for (const [name, slot] of known) {
          if (found.has(name) || /^[_&]/.test(name)) continue;
          // A closure has of the outside only what it uses.
          const inner = own ? slot : this.layout.captures.find(({ outer }) => outer === slot)?.inner;
          if (inner !== undefined) found.set(name, inner);
        }
      }
      return found;
    };
  }

  addAlias(name: string, module: Atom): void {
    this.#aliases.set(name, module);
  }

  addImport(added: Import): void {
    this.#imports.push(added);
  }

  /** The module that an alias such as `Presence.Diff` stands for. */
  resolve(alias: string): Atom {
    const [head = "", ...rest] = alias.split(".");
    const known = this.#aliasOf(head);
    const base = known === null ? `Elixir.${head}` : known.name;
    if (alias === "Elixir") return atom("Elixir");
    if (alias.startsWith("Elixir.")) return moduleAtom(alias.slice(7));
    return moduleAtom([base.replace(/^Elixir\./, ""), ...rest].join("."));
  }

  #aliasOf(name: string): Atom | null {
    for (let scope: Scope | null = this; scope !== null; scope = scope.#parent) {
      const module = scope.#aliases.get(name);
      if (module !== undefined) return module;
    }
    return null;
  }

  /** Imports in view, the latest first. */
  *imports(): Iterable<Import> {
    for (let scope: Scope | null = this; scope !== null; scope = scope.#parent) {
      yield* scope.#imports.toReversed();
    }
  }

  compile(ast: Ast, tail = false): Node {
    return this.unit.compile(ast, this, tail);
  }

  place(at: Position): Place {
    return this.unit.place(at, this);
  }
}

/** The value of a variable that the compiler has seen to be bound. */
export function valueAt(frame: Frame, slot: number): Term {
  return frame[slot] as Term; // bound before it is read
}
