import type { Ast, Position } from "../ast.ts";
import { type Atom, atom, moduleAtom, type Term } from "../term.ts";
import { FunctionEmitter } from "./function-emitter.ts";
import type { ModuleDefinition } from "./module-definition.ts";
import type { Node } from "./node.ts";
import type { Unit } from "./unit.ts";

/** `import Module, only: […]`; `names` is null for everything. */
export type Import = {
  readonly module: Atom;
  readonly only: ReadonlySet<string> | null;
  readonly except: ReadonlySet<string>;
};

/** What names mean at a place in the text: variables, aliases, imports. */
export class Scope {
  readonly unit: Unit;
  /** The JavaScript function that the code here is part of. */
  readonly emitter: FunctionEmitter;
  readonly module: ModuleDefinition | null;
  /** The function being defined, as `name/arity`. */
  readonly functionName: string | null;
  /** In a guard only some functions may be called. */
  readonly inGuard: boolean;
  /** How many of the module's attributes had been set when this was written. */
  readonly attributeCount: number;
  readonly #parent: Scope | null;
  /** In the order of binding; of one name the last counts. */
  readonly #variables: (readonly [name: string, js: string])[] = [];
  readonly #aliases = new Map<string, Atom>();
  readonly #imports: Import[] = [];

  constructor(
    unit: Unit,
    parent: Scope | null,
    options: {
      readonly emitter: FunctionEmitter;
      readonly module: ModuleDefinition | null;
      readonly functionName?: string | null;
      readonly inGuard?: boolean;
      readonly attributeCount?: number;
    },
  ) {
    this.unit = unit;
    this.#parent = parent;
    this.emitter = options.emitter;
    this.module = options.module;
    this.functionName = options.functionName ?? parent?.functionName ?? null;
    this.inGuard = options.inGuard ?? false;
    this.attributeCount = options.attributeCount ?? parent?.attributeCount ?? Number.POSITIVE_INFINITY;
  }

  /** A scope inside this one: what it binds is not seen outside. */
  child(options: { readonly inGuard?: boolean } = {}): Scope {
    const { emitter, module, inGuard } = this;
    return new Scope(this.unit, this, { emitter, module, inGuard: options.inGuard ?? inGuard });
  }

  /** The scope of a function inside this one. */
  closure(): Scope {
    return new Scope(this.unit, this, { emitter: new FunctionEmitter(this.unit.fresh), module: this.module });
  }

  /** Binds a variable anew; its JavaScript is given for a function's parameter. */
  declare(name: string, js = this.emitter.local("v")): string {
    this.#variables.push([name, js]);
    return js;
  }

  /** The JavaScript of a variable; null when there is none of this name. */
  lookup(name: string): string | null {
    for (let scope: Scope | null = this; scope !== null; scope = scope.#parent) {
      const found = scope.#variables.findLast((variable) => variable[0] === name);
      if (found !== undefined) return found[1];
    }
    return null;
  }

  /** The variables in view now, the innermost first: for those who step through the code. */
  visible(): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (let scope: Scope | null = this; scope !== null; scope = scope.#parent) {
      for (const [name, js] of new Map(scope.#variables)) {
        if (!found.has(name) && !/^[_&]|@/.test(name)) found.set(name, js);
      }
    }
    return found;
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

  /** JavaScript for a place in the text; null in a guard, where nothing is told of errors. */
  place(at: Position): string | null {
    return this.inGuard ? null : this.unit.placeJs(at, this);
  }

  /** As `place`, for what tells of its place in any case. */
  placeJs(at: Position): string {
    return this.unit.placeJs(at, this);
  }

  /** JavaScript for a term that is known. */
  term(term: Term, at: Position): string {
    return this.unit.termJs(term, at);
  }
}
