import type { Ast, Position, Source } from "../ast.ts";
import type { FunctionCode } from "../code.ts";
import { COMPILE_HOST } from "../compile-host.ts";
import { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { nearest } from "../nearest.ts";
import type { Program } from "../program.ts";
import { runtime } from "../runtime.ts";
import {
  Atom,
  Bits,
  Cons,
  EMPTY,
  FALSE,
  Fun,
  MapTerm,
  moduleAtom,
  NIL,
  type Term,
  TRUE,
  Tuple,
} from "../term.ts";
import { CompileError, type CompileProblem } from "./compile-problem.ts";
import type { FunctionEmitter } from "./function-emitter.ts";
import type { FunctionDefinition, ModuleDefinition } from "./module-definition.ts";
import type { Node } from "./node.ts";
import type { Scope } from "./scope.ts";
import { Templates } from "./template.ts";

/** The language itself, given from outside so that its forms need not know one another. */
export type Language = {
  readonly expression: (ast: Ast, scope: Scope, tail: boolean) => Node;
  /** Whether a call of this name and arity is made into something else than a call. */
  readonly isForm: (name: string, arity: number) => boolean;
  readonly compileFunction: (definition: FunctionDefinition) => void;
};

/** What a call without a module refers to. */
export type LocalFunction = {
  readonly by: "module" | "import";
  readonly module: Atom;
  readonly callee: Callee;
};

/** A function as compiled code names it. */
export type Callee = {
  readonly js: string;
  /** Null while it is being compiled: then it is called in a circle, and a routine. */
  readonly shape: { readonly plain: boolean; readonly height: number } | null;
};

const KERNEL = moduleAtom("Kernel");
/** Texts in the JavaScript that is written here. */
const STRINGS = /"(?:[^"\\]|\\.)*"/g;

/** What is shared by everything compiled from one set of files. */
export class Unit {
  readonly program: Program;
  readonly problems: CompileProblem[] = [];
  /** Modules by name, also those that are not compiled yet. */
  readonly definitions = new Map<Atom, ModuleDefinition>();
  /** What `use` of a module of these sources stands for. */
  readonly templates: Templates;
  readonly #language: Language;
  readonly #file: string;
  /** JavaScript of constants and of functions that were compiled, in the order in which they need one another. */
  readonly #constants = new Map<string, string>();
  readonly #functions: string[] = [];
  readonly #places = new Map<
    string,
    { readonly names: (string | null)[]; readonly numbers: number[]; readonly js: string }
  >();
  #names = 0;
  #anonymous = 0;

  constructor(program: Program, sources: readonly Source[], language: Language) {
    this.program = program;
    this.templates = new Templates(
      sources.map(({ body }) => body),
      (title) => program.native(moduleAtom(title)) !== null,
    );
    this.#file = sources[0]?.file ?? "nofile";
    this.#language = language;
  }

  compile(ast: Ast, scope: Scope, tail: boolean): Node {
    return this.#language.expression(ast, scope, tail);
  }

  isForm(name: string, arity: number): boolean {
    return this.#language.isForm(name, arity);
  }

  /** A name that nothing else in the unit's JavaScript has. */
  readonly fresh = (prefix: string): string => {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  };

  /** A fresh number for the anonymous functions of this unit. */
  nextFunction(): number {
    this.#anonymous += 1;
    return this.#anonymous;
  }

  /** A constant of the unit: the same JavaScript has the same name. */
  hoist(js: string, prefix = "c"): string {
    const known = this.#constants.get(js);
    if (known !== undefined) return known;
    const name = this.fresh(prefix);
    this.#constants.set(js, name);
    return name;
  }

  /** Adds a compiled function's JavaScript to the unit's. */
  addFunction(js: string): void {
    this.#functions.push(js);
  }

  /** JavaScript for a term that is known. */
  termJs(term: Term, at: Position): string {
    switch (typeof term) {
      case "bigint":
        return term < 0n ? `(${term}n)` : `${term}n`;
      case "number":
        return Object.is(term, -0) || term < 0 ? `(${Object.is(term, -0) ? "-0" : term})` : `${term}`;
      case "string":
        return JSON.stringify(term);
    }
    if (term === NIL) return "NIL";
    if (term === TRUE) return "TRUE";
    if (term === FALSE) return "FALSE";
    if (term === EMPTY) return "EMPTY";
    if (term instanceof Atom) return this.hoist(`atom(${JSON.stringify(term.name)})`);
    const all = (terms: readonly Term[]) => terms.map((item) => this.termJs(item, at)).join(",");
    if (term instanceof Tuple) return this.hoist(`new Tuple([${all(term.items)}])`);
    if (term instanceof Cons) return this.hoist(this.#listJs(term, at));
    if (term instanceof MapTerm)
      return term.keys.length === 0
        ? "EMPTY_MAP"
        : this.hoist(`new MapTerm([${all(term.keys)}],[${all(term.values)}])`);
    if (term instanceof Bits) return this.hoist(`bits([${term.bytes.join(",")}],${term.bitSize})`);
    const named = term instanceof Fun ? /^&(.+)\.([^.]+)\/(\d+)$/.exec(term.text) : null;
    if (named !== null) return this.captureJs(moduleAtom(named[1] ?? ""), named[2] ?? "", Number(named[3]));
    throw new CompileError(
      at,
      "invalid value for struct field or attribute: it cannot be written into a module",
    );
  }

  #listJs(term: Cons, at: Position): string {
    const items: string[] = [];
    let rest: Term = term;
    for (; rest instanceof Cons; rest = rest.tail) items.push(this.termJs(rest.head, at));
    return rest === EMPTY
      ? `list([${items.join(",")}])`
      : `list([${items.join(",")}],${this.termJs(rest, at)})`;
  }

  /** `&Mod.fun/arity` of another module. */
  captureJs(module: Atom, name: string, arity: number): string {
    return this.hoist(`capture(${JSON.stringify(module.name)},${JSON.stringify(name)},${arity})`, "k");
  }

  /** The place of an expression, as JavaScript. */
  placeJs([line, column]: Position, scope: Scope): string {
    const { module, functionName } = scope;
    const running =
      module === null ? null : `${module.title}${functionName === null ? "" : `.${functionName}`}`;
    const file = this.fileOf(module);
    const known = this.#places.get(file);
    const places = known ?? { names: [], numbers: [], js: `P${this.#places.size}` };
    if (known === undefined) this.#places.set(file, places);
    let name = places.names.indexOf(running);
    if (name < 0) name = places.names.push(running) - 1;
    return `${places.js}[${places.numbers.push(name, line, column) / 3 - 1}]`;
  }

  fileOf(module: ModuleDefinition | null): string {
    return module?.file ?? this.#file;
  }

  /** The unit's JavaScript so far, for the body of a function of the runtime `$`, and what it is to return. */
  script(result: string): string {
    const places = [...this.#places].map(
      ([file, { names, numbers, js }]) =>
        `const ${js}=places(${JSON.stringify(file)},${JSON.stringify(names)},[${numbers.join(",")}]);`,
    );
    const constants = [...this.#constants].map(([js, name]) => `const ${name}=${js};`);
    const body = [...places, ...constants, ...this.#functions, `return ${result};`].join("\n");
    const words = new Set(body.replace(STRINGS, "").match(/[A-Za-z_]\w*/g));
    const names = runtime(this.program);
    const from = (part: string, known: object): string => {
      const used = Object.keys(known).filter((name) => words.has(name));
      return used.length === 0 ? "" : `const {${used.join(",")}}=${part};\n`;
    };
    const rare = ["operators", "forms", "binaries"] as const;
    return [from("$", names), ...rare.map((part) => from(`$.${part}`, names[part])), body].join("");
  }

  /** Evaluates a node that needs no variables, while a module is being defined. */
  evaluate(node: Node, emitter: FunctionEmitter): Term {
    const cx = new Context(this.program, COMPILE_HOST);
    const js = `function*(cx){${emitter.declarations}return ${node.js}}`;
    const made = instantiated(this.script(js), this.program) as (cx: Context) => Routine<Term>; // as written here
    return cx.runNow(made(cx));
  }

  report(
    severity: "error" | "warning",
    module: ModuleDefinition | null,
    [line, column]: Position,
    message: string,
  ): void {
    this.problems.push({ severity, file: this.fileOf(module), line, column, message });
  }

  /** Runs `compile`, and writes down what it refuses; null then. */
  attempt<Result>(module: ModuleDefinition | null, compile: () => Result): Result | null {
    try {
      return compile();
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      this.report("error", module, error.at, error.message);
      return null;
    }
  }

  hasModule(module: Atom): boolean {
    return this.definitions.has(module) || this.program.hasModule(module);
  }

  /** The function that `name(…)` calls here: the module's own, an imported one, or Kernel's. */
  resolveLocal(name: string, arity: number, scope: Scope): LocalFunction | null {
    const key = `${name}/${arity}`;
    const { module } = scope;
    if (module !== null) {
      const own = module.functions.get(key) ?? null;
      if (own !== null) return { by: "module", module: module.module, callee: this.#calleeOf(own) };
      const fallback = module.fallbacks.get(key);
      if (fallback !== undefined) {
        return { by: "module", module: module.module, callee: this.#later(module.module, name, arity) };
      }
    }
    for (const { module: imported, only, except } of scope.imports()) {
      if ((only !== null && !only.has(key)) || except.has(key)) continue;
      const callee = this.knownFunction(imported, name, arity);
      if (callee !== null) return { by: "import", module: imported, callee };
    }
    const code = this.program.native(KERNEL)?.functions.get(key);
    return code === undefined
      ? null
      : { by: "import", module: KERNEL, callee: this.#external(KERNEL, name, arity, code) };
  }

  /** The exported function of a module that is known while compiling; null when there is none. */
  knownFunction(module: Atom, name: string, arity: number): Callee | null {
    const key = `${name}/${arity}`;
    const definition = this.definitions.get(module);
    const own = definition?.functions.get(key);
    if (own !== undefined) return own.exported ? this.#calleeOf(own) : null;
    if (definition !== undefined)
      return definition.fallbacks.has(key) ? this.#later(module, name, arity) : null;
    const code = this.program.exported(module, name, arity);
    return code === null ? null : this.#external(module, name, arity, code);
  }

  /** A function that a `use` brings to a module of the unit: it is there when it is called. */
  #later(module: Atom, name: string, arity: number): Callee {
    const js = this.hoist(`later(${JSON.stringify(module.name)},${JSON.stringify(name)},${arity})`, "k");
    return { js, shape: { plain: false, height: 0 } };
  }

  #calleeOf(own: FunctionDefinition): Callee {
    this.#language.compileFunction(own);
    return { js: own.js, shape: own.shape };
  }

  #external(module: Atom, name: string, arity: number, code: FunctionCode): Callee {
    const js = this.hoist(`code(${JSON.stringify(module.name)},${JSON.stringify(name)},${arity})`, "k");
    return { js, shape: { plain: code.plain, height: code.plain ? code.height : 0 } };
  }

  undefinedLocal(name: string, arity: number, at: Position, scope: Scope): CompileError {
    const { module } = scope;
    if (scope.inGuard) {
      return new CompileError(
        at,
        `cannot find or invoke local ${name}/${arity} inside guards. Only macros can be invoked in a guard and they must be defined before their invocation`,
      );
    }
    const where =
      module === null
        ? "there is no such import"
        : `expected ${module.title} to define such a function or for it to be imported, but none are available`;
    const names = [
      ...(module?.functions.keys() ?? []),
      ...[...scope.imports()].flatMap((imported) => this.program.functionNames(imported.module)),
      ...this.program.functionNames(KERNEL),
    ];
    const near = nearest(`${name}/${arity}`, names, 0.88);
    const hint = near.length === 0 ? "" : `. Did you mean: ${near.join(", ")}?`;
    return new CompileError(at, `undefined function ${name}/${arity} (${where})${hint}`);
  }
}

/** Runs the JavaScript that the compiler has written, which refers to nothing but the runtime. */
export function instantiated(js: string, program: Program): unknown {
  return new Function("$", `"use strict";${js}`)(runtime(program));
}
