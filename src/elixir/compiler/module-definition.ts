import type { Ast, Position } from "../ast.ts";
import type { FunctionCode } from "../code.ts";
import type { LoadedModule } from "../program.ts";
import { type Atom, atom, type Term } from "../term.ts";
import type { Scope } from "./scope.ts";
import type { Unit } from "./unit.ts";

/** One clause of a function as it stands in the text. */
export type ClauseSource = {
  readonly args: readonly Ast[];
  readonly guard: Ast | null;
  readonly body: Ast;
  readonly scope: Scope;
  /** Attributes set before it (`@name` reads the last of them). */
  readonly attributeCount: number;
  readonly at: Position;
};

/** A function of a module, compiled when it is first asked for. */
export class FunctionDefinition {
  readonly unit: Unit;
  readonly module: ModuleDefinition;
  readonly name: string;
  readonly arity: number;
  readonly exported: boolean;
  readonly at: Position;
  readonly clauses: ClauseSource[] = [];
  /** The name of its JavaScript. */
  readonly js: string;
  /** Null until it is compiled. */
  shape: { readonly plain: boolean; readonly height: number } | null = null;
  /** Null until the JavaScript is run. */
  code: FunctionCode | null = null;
  /** While it is being compiled, a call of it is a recursion. */
  compiling = false;

  constructor(
    unit: Unit,
    module: ModuleDefinition,
    name: string,
    arity: number,
    exported: boolean,
    at: Position,
  ) {
    this.unit = unit;
    this.js = unit.fresh("f");
    this.module = module;
    this.name = name;
    this.arity = arity;
    this.exported = exported;
    this.at = at;
  }

  get key(): string {
    return `${this.name}/${this.arity}`;
  }
}

/** `defguard`: expanded where it is called. */
export type GuardMacro = {
  readonly params: readonly string[];
  readonly body: Ast;
  readonly exported: boolean;
};

export type Attribute = { readonly name: string; readonly read: () => Term };

/** What a `use` did, for a page that does it again without the compiler. */
export type UseRecord = {
  readonly module: Atom;
  readonly options: Term;
  readonly macros: { readonly name: string; readonly args: readonly Ast[]; readonly values: Term[] }[];
};

export type StructDefinition = {
  readonly isException: boolean;
  readonly fields: readonly (readonly [string, Term])[];
  readonly enforced: readonly string[];
};

/** A module as its text defines it, and what becomes of it. */
export class ModuleDefinition implements LoadedModule {
  readonly module: Atom;
  readonly file: string;
  readonly at: Position;
  /** In the order of the text. */
  readonly functions = new Map<string, FunctionDefinition>();
  readonly guards = new Map<string, GuardMacro>();
  readonly attributes: Attribute[] = [];
  /** Functions that a `use` brings, where the module has none of its own. */
  readonly fallbacks = new Map<string, FunctionCode>();
  /** Macros that a `use` allows in the body. */
  readonly macros = new Map<string, (args: readonly Ast[], at: Position) => void>();
  /** What is to be done once all modules are known, in the order of the text. */
  readonly pending: (() => void)[] = [];
  readonly tags = new Map<string, unknown>();
  readonly uses: UseRecord[] = [];
  /** Functions, as `name/arity`, that a later definition replaces. */
  readonly overridable = new Set<string>();
  /** Expressions that a `use` wants evaluated when the program runs. */
  readonly later: { readonly ast: Ast; readonly scope: Scope }[] = [];
  /** The functions of a protocol as `name/arity`; null when it is none. */
  protocol: readonly string[] | null = null;
  struct: StructDefinition | null = null;
  /** Evaluates the struct, when there is one and nobody has yet. */
  defineStruct: (() => void) | null = null;

  constructor(module: Atom, file: string, at: Position) {
    this.module = module;
    this.file = file;
    this.at = at;
  }

  /** The name as Elixir shows it. */
  get title(): string {
    return this.module.name.replace(/^Elixir\./, "");
  }

  function(nameAndArity: string): FunctionCode | null {
    const definition = this.functions.get(nameAndArity);
    if (definition !== undefined) return definition.exported ? definition.code : null;
    return this.fallbacks.get(nameAndArity) ?? null;
  }

  functionNames(): readonly string[] {
    const own = [...this.functions.values()].filter(({ exported }) => exported).map(({ key }) => key);
    return [...own, ...this.fallbacks.keys()];
  }

  /** What `@derive` says, attribute by attribute. */
  get derives(): readonly Term[] {
    return this.attributes.flatMap(({ name, read }) => (name === "derive" ? [read()] : []));
  }

  get enforcedKeys(): readonly string[] {
    return this.struct?.enforced ?? [];
  }

  get structFields(): readonly (readonly [string, Term])[] | null {
    this.defineStruct?.();
    return this.struct?.fields ?? null;
  }
}

/** The name of a child module, such as `Outer.Inner`. */
export function childModule(parent: Atom, name: string): Atom {
  return atom(`${parent.name}.${name.replace(/^Elixir\./, "")}`);
}
