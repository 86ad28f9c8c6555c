import { Later } from "../loading/later.ts";
import type { Ast, Position } from "./ast.ts";
import type { FunctionCode } from "./code.ts";
import { nativeCode } from "./native.ts";
import type { LoadedModule, Program } from "./program.ts";
import { type Runtime, runtime } from "./runtime.ts";
import type { Atom, Term } from "./term.ts";

/** What `compileToJavaScript` makes of the modules of its files. */
export type CompiledModules = ($: Runtime) => readonly CompiledModule[];

type CompiledModule = {
  readonly module: Atom;
  readonly functions: { readonly [nameAndArity: string]: FunctionCode };
  readonly struct: {
    readonly fields: readonly (readonly [string, Term])[];
    readonly enforced: readonly string[];
    readonly isException: boolean;
  } | null;
  readonly derives: readonly Term[];
  readonly protocol: readonly string[] | null;
  readonly fallsBack: boolean;
  readonly uses: readonly (readonly [module: Atom, options: Term, macros: readonly MacroCall[]])[];
  /** What a `use` wants evaluated when the program runs, in the order in which it says so. */
  readonly later: readonly (() => Term)[];
};

/** A macro's name and arguments, and the values of those that it asked for. */
type MacroCall = readonly [name: string, args: readonly Ast[], values: readonly Term[]];

/** Adds modules that were compiled before to a program, without the compiler. */
export function addCompiled(program: Program, modules: CompiledModules): void {
  for (const compiled of modules(runtime(program))) program.add(new PrecompiledModule(program, compiled));
}

/** What modules with a struct, and protocols, have besides their functions. */
const DEFINITIONS = new Later(async () => ({
  ...(await import("./struct-definition.ts")),
  ...(await import("./protocol-dispatch.ts")),
}));

const NOWHERE: Position = [1, 1];
const ASKS_ANEW = "a macro asks for what it did not ask for when the module was compiled";

class PrecompiledModule implements LoadedModule {
  readonly module: Atom;
  readonly structFields: readonly (readonly [string, Term])[] | null;
  readonly enforcedKeys: readonly string[];
  readonly derives: readonly Term[];
  readonly tags = new Map<string, unknown>();
  readonly #functions: Map<string, FunctionCode>;

  constructor(program: Program, compiled: CompiledModule) {
    const { module, functions, struct, derives, protocol, fallsBack, uses, later } = compiled;
    this.module = module;
    this.structFields = struct?.fields ?? null;
    this.enforcedKeys = struct?.enforced ?? [];
    this.derives = derives;
    const title = module.name.replace(/^Elixir\./, "");
    this.#functions = new Map([
      ...(struct === null
        ? []
        : DEFINITIONS.now.structFunctions(module, () => struct.fields, struct.isException)),
      ...(protocol === null ? [] : DEFINITIONS.now.protocolFunctions(title, protocol, () => fallsBack)),
    ]);
    const thunks = later.values();
    for (const [used, options, macros] of uses) this.#use(program, used, options, macros, thunks);
    for (const [key, code] of Object.entries(functions)) this.#functions.set(key, code);
  }

  /** What the `use` did when the module was compiled, but for what only the compiler needs of it. */
  #use(
    program: Program,
    used: Atom,
    options: Term,
    macros: readonly MacroCall[],
    later: Iterator<() => Term>,
  ): void {
    const expanders = new Map<string, (args: readonly Ast[], at: Position) => void>();
    let values: readonly Term[] = [];
    let asked = 0;
    program.native(used)?.using?.(
      {
        module: this.module,
        import() {},
        alias() {},
        fallback: (key, native) => {
          this.#functions.set(key, nativeCode(native, Number(key.slice(key.lastIndexOf("/") + 1))));
        },
        macro: (name, expand) => void expanders.set(name, expand),
        evaluate: () => {
          const value = values[asked];
          asked += 1;
          if (value === undefined) throw new Error(ASKS_ANEW);
          return value;
        },
        later: () => {
          const thunk = later.next();
          if (thunk.done === true) throw new Error(ASKS_ANEW);
          let known: Term | null = null;
          return () => {
            known ??= thunk.value();
            return known;
          };
        },
        tag: (key, value) => void this.tags.set(key, value),
        refuse: (_at, message) => {
          throw new Error(message);
        },
      },
      options,
      NOWHERE,
    );
    for (const [name, args, given] of macros) {
      values = given;
      asked = 0;
      expanders.get(name)?.(args, NOWHERE);
    }
  }

  function(nameAndArity: string): FunctionCode | null {
    return this.#functions.get(nameAndArity) ?? null;
  }

  functionNames(): readonly string[] {
    return [...this.#functions.keys()];
  }
}
