import type { Ast, Position } from "../ast.ts";
import { keywordPairs, keywordValue } from "../keyword-args.ts";
import { nativeCode, type UsingTarget } from "../native.ts";
import { structFunctions } from "../struct-definition.ts";
import { Atom, EMPTY, listItems, moduleAtom, NIL, type Term } from "../term.ts";
import { CompileError, unsupported } from "./compile-problem.ts";
import { aliasDirective, checkModules, importDirective, modulesNamed } from "./directive.ts";
import { FunctionEmitter } from "./function-emitter.ts";
import { FunctionDefinition, type ModuleDefinition, type UseRecord } from "./module-definition.ts";
import { literalTerm } from "./pattern.ts";
import { Scope } from "./scope.ts";
import { structDefinitionFields } from "./struct-form.ts";
import type { Unit } from "./unit.ts";

/** The expressions of a body, one after the other. */
export function itemsOf(body: Ast | undefined): readonly Ast[] {
  return body === undefined ? [] : body.is === "block" ? body.items : [body];
}

/** Definitions of modules, which may stand in one another. */
export const MODULE_FORMS = new Set(["defmodule", "defprotocol", "defimpl"]);

/** Attributes that are about the text and not about what it does: their values are not looked at. */
const REMARKS = new Set([
  "spec",
  "type",
  "typep",
  "opaque",
  "callback",
  "macrocallback",
  "impl",
  "doc",
  "moduledoc",
  "typedoc",
  "dialyzer",
  "derive",
]);

/** Takes in the expressions of a module's body. */
export class BodyReader {
  readonly #unit: Unit;
  readonly #definition: ModuleDefinition;
  readonly #scope: Scope;
  readonly #nested: (call: Ast & { is: "call" }) => void;

  constructor(
    unit: Unit,
    definition: ModuleDefinition,
    scope: Scope,
    nested: (call: Ast & { is: "call" }) => void,
  ) {
    this.#unit = unit;
    this.#definition = definition;
    this.#scope = scope;
    this.#nested = nested;
  }

  /** In a module whose `__using__` quotes code, that code and the macro are passed over. */
  read(item: Ast, isMacroModule: boolean): void {
    if (item.is === "attribute" && item.value !== null) this.#attribute(item.name, item.value);
    else if (item.is !== "call") this.#later(item);
    else if (MODULE_FORMS.has(item.name)) this.#nested(item);
    else if (isMacroModule && (item.name === "defmacro" || (item.name === "def" && isQuoted(item)))) return;
    else {
      const own = this.#definitions[item.name] ?? null;
      const macro = this.#definition.macros.get(item.name);
      if (own !== null) own(item.args, item.at);
      else if (macro !== undefined) this.#definition.pending.push(() => macro(item.args, item.at));
      else this.#later(item);
    }
  }

  readonly #definitions: { readonly [name: string]: (args: readonly Ast[], at: Position) => void } = {
    def: (args, at) => this.#function(args, true, at),
    defp: (args, at) => this.#function(args, false, at),
    defguard: (args, at) => this.#guard(args, true, at),
    defguardp: (args, at) => this.#guard(args, false, at),
    defdelegate: (args, at) => this.#delegate(args, at),
    defstruct: ([fields]) => this.#struct(fields, false),
    defexception: ([fields]) => this.#struct(fields, true),
    defoverridable: ([names]) => this.#overridable(names),
    use: (args, at) => this.#use(args, at),
    alias: (args, at) => void aliasDirective(args, this.#scope, at),
    import: (args, at) => {
      const modules = importDirective(args, this.#scope, at);
      this.#definition.pending.push(() => checkModules(modules, this.#scope, at));
    },
    require: (args, at) => {
      const modules = args[0] === undefined ? [] : modulesNamed(args[0], this.#scope);
      this.#definition.pending.push(() => checkModules(modules, this.#scope, at));
      if (keywordValue(args[1], "as") !== undefined) aliasDirective(args, this.#scope, at);
    },
  };

  /** An expression that does something while the module is defined. */
  #later(item: Ast): void {
    if (item.is === "string") return;
    this.#definition.pending.push(() => {
      this.#evaluate(item);
    });
  }

  #evaluate(ast: Ast, attributeCount = this.#definition.attributes.length): Term {
    const literal = literalTerm(ast, this.#scope);
    if (literal !== null) return literal;
    const emitter = new FunctionEmitter(this.#unit.fresh);
    const scope = new Scope(this.#unit, this.#scope, { emitter, module: this.#definition, attributeCount });
    return this.#unit.evaluate(scope.compile(ast), emitter);
  }

  #attribute(name: string, value: Ast): void {
    const before = this.#definition.attributes.length;
    let known: Term | null = null;
    const read = () => {
      known ??= this.#evaluate(value, before);
      return known;
    };
    this.#definition.attributes.push({ name, read });
    if (!REMARKS.has(name)) this.#definition.pending.push(() => void read());
  }

  #function(args: readonly Ast[], exported: boolean, at: Position): void {
    const [headAst, options] = args;
    const head = headOf(headAst, at);
    const params = head.args.map(withoutDefault);
    const definition = this.#definitionOf(head.name, params.length, exported, headAst?.at ?? at);
    this.#defaults(head.name, head.args, exported, at);
    const body = options === undefined ? undefined : keywordValue(options, "do");
    if (options === undefined) return;
    if (body === undefined) throw new CompileError(at, 'missing :do option in "def"');
    const sections = keywordPairs(options) ?? [];
    const whole: Ast = sections.length > 1 ? { is: "call", name: "try", args: [options], at: body.at } : body;
    definition.clauses.push({
      args: params,
      guard: head.guard,
      body: whole,
      scope: this.#scope,
      attributeCount: this.#definition.attributes.length,
      at,
    });
  }

  #definitionOf(name: string, arity: number, exported: boolean, at: Position): FunctionDefinition {
    const { functions } = this.#definition;
    const key = `${name}/${arity}`;
    if (this.#definition.overridable.delete(key)) functions.delete(key);
    const known = functions.get(key);
    if (known !== undefined) {
      if (known.exported === exported) return known;
      const [now, before] = exported ? ["def", "defp"] : ["defp", "def"];
      throw new CompileError(at, `${now} ${key} already defined as ${before}`);
    }
    const made = new FunctionDefinition(this.#unit, this.#definition, name, arity, exported, at);
    functions.set(key, made);
    return made;
  }

  /** `def f(a, b \\ 1)` defines f/1 too, which calls f/2. */
  #defaults(name: string, args: readonly Ast[], exported: boolean, at: Position): void {
    const optional = args.filter(isDefault).length;
    for (let given = 0; given < optional; given += 1) {
      const arity = args.length - optional + given;
      const definition = this.#definitionOf(name, arity, exported, at);
      const params: Ast[] = [];
      let left = given;
      const values = args.map((arg, index): Ast => {
        const param: Ast = { is: "variable", name: `default@${index}`, at: arg.at };
        if (!isDefault(arg)) {
          params.push(param);
          return param;
        }
        if (left > 0) {
          left -= 1;
          params.push(param);
          return param;
        }
        return arg.args[1] ?? param;
      });
      definition.clauses.push({
        args: params,
        guard: null,
        body: { is: "call", name, args: values, at },
        scope: this.#scope,
        attributeCount: this.#definition.attributes.length,
        at,
      });
    }
  }

  /** `defoverridable name: arity`, or with a behaviour: all that is defined so far. */
  #overridable(names: Ast | undefined): void {
    const { functions, overridable } = this.#definition;
    const pairs = keywordPairs(names);
    const keys =
      pairs === null
        ? functions.keys()
        : pairs.map(([name, arity]) => `${name}/${arity.is === "integer" ? arity.value : ""}`);
    for (const key of keys) if (functions.has(key)) overridable.add(key);
  }

  #guard([head]: readonly Ast[], exported: boolean, at: Position): void {
    const { name, args, guard } = headOf(head, at);
    if (guard === null)
      throw new CompileError(at, "defguard expects a guard: defguard name(args) when condition");
    const params = args.map((arg) => (arg.is === "variable" ? arg.name : ""));
    this.#definition.guards.set(`${name}/${args.length}`, { params, body: guard, exported });
  }

  #delegate([heads, options]: readonly Ast[], at: Position): void {
    const to = keywordValue(options, "to");
    const as = keywordValue(options, "as");
    if (to === undefined) throw new CompileError(at, "defdelegate expects the :to option");
    for (const head of heads?.is === "list" ? heads.items : [heads]) {
      const { name, args } = headOf(head, at);
      const params = args.map(withoutDefault);
      this.#defaults(name, args, true, at);
      const target: Ast = {
        is: "remote",
        target: to,
        name: as?.is === "atom" ? as.name : name,
        args: params,
        at,
      };
      this.#definitionOf(name, args.length, true, at).clauses.push({
        args: params,
        guard: null,
        body: target,
        scope: this.#scope,
        attributeCount: this.#definition.attributes.length,
        at,
      });
    }
  }

  #struct(fieldsAst: Ast | undefined, isException: boolean): void {
    const definition = this.#definition;
    const enforcedBy = () =>
      definition.attributes.findLast(({ name }) => name === "enforce_keys")?.read() ?? NIL;
    const at = fieldsAst?.at ?? definition.at;
    const define = () => {
      definition.defineStruct = null;
      const listed = fieldsAst === undefined ? [] : listItems(this.#evaluate(fieldsAst));
      if (listed === null)
        throw new CompileError(at, "struct fields definition must be list, for example [:name, age: 0]");
      const enforced = enforcedBy();
      definition.struct = {
        isException,
        fields: structDefinitionFields(listed, isException),
        enforced: (listItems(enforced) ?? [enforced]).flatMap((name) =>
          name instanceof Atom && name !== NIL ? [name.name] : [],
        ),
      };
    };
    definition.defineStruct = define;
    definition.pending.push(() => definition.defineStruct?.());
    const fields = () => definition.structFields ?? [];
    for (const [key, code] of structFunctions(definition.module, fields, isException))
      definition.fallbacks.set(key, code);
  }

  #use(args: readonly Ast[], at: Position): void {
    const [target, options] = args;
    if (target === undefined) throw new CompileError(at, "use expects a module");
    const given = options === undefined ? null : this.#evaluate(options);
    for (const module of modulesNamed(target, this.#scope)) {
      const template = this.#unit.templates.itemsOf(module, options ?? null, at);
      if (template !== null) {
        for (const item of template) this.read(item, false);
        continue;
      }
      const known = this.#unit.program.native(module);
      // `use MyAppWeb, :channel`: what Phoenix's generators write, which comes down to Phoenix.Channel.
      const web =
        known === null && /Web$/.test(module.name) && given instanceof Atom
          ? `Phoenix.${capitalized(given.name)}`
          : null;
      const native = web === null ? known : this.#unit.program.native(moduleAtom(web));
      if (native?.using === null || native === undefined || native === null) {
        const name = module.name.replace(/^Elixir\./, "");
        if (known === null && web === null && !this.#unit.hasModule(module)) {
          this.#definition.pending.push(() => checkModules([module], this.#scope, at));
          continue;
        }
        throw unsupported(
          at,
          `use ${name}`,
          "its macros cannot be run; import its functions, or use the Phoenix module behind it",
        );
      }
      const record: UseRecord = {
        module: native.module,
        options: web === null ? (given ?? EMPTY) : EMPTY,
        macros: [],
      };
      this.#definition.uses.push(record);
      native.using(this.#target(record), record.options, at);
    }
  }

  #target(record: UseRecord): UsingTarget {
    let values: Term[] = [];
    const definition = this.#definition;
    return {
      module: definition.module,
      import: (module) => this.#scope.addImport({ module, only: null, except: new Set() }),
      alias: (name, module) => this.#scope.addAlias(name, module),
      fallback: (key, native) => {
        definition.fallbacks.set(key, nativeCode(native, Number(key.slice(key.lastIndexOf("/") + 1))));
      },
      macro: (name, expand) => {
        definition.macros.set(name, (args, at) => {
          values = [];
          record.macros.push({ name, args, values });
          expand(args, at);
        });
      },
      evaluate: (ast) => {
        const value = this.#evaluate(ast);
        values.push(value);
        return value;
      },
      later: (ast) => {
        definition.later.push({ ast, scope: this.#scope });
        let known: Term | null = null;
        return () => {
          known ??= this.#evaluate(ast);
          return known;
        };
      },
      tag: (key, value) => {
        definition.tags.set(key, value);
      },
      refuse: (where, message) => {
        throw new CompileError(where, message);
      },
    };
  }
}

function capitalized(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

function isDefault(ast: Ast): ast is Ast & { is: "call" } {
  return ast.is === "call" && ast.name === "\\\\";
}

function withoutDefault(ast: Ast): Ast {
  return isDefault(ast) ? (ast.args[0] ?? ast) : ast;
}

export function isUsingMacro(call: Ast & { is: "call" }): boolean {
  const [head] = call.args;
  return head !== undefined && headOf(head, call.at).name === "__using__";
}

function isQuoted(call: Ast & { is: "call" }): boolean {
  const body = keywordValue(call.args.at(-1), "do");
  return itemsOf(body).some((item) => item.is === "call" && item.name === "quote");
}

/** Name, arguments and guard of what a `def` defines. */
export function headOf(
  ast: Ast | undefined,
  at: Position,
): { name: string; args: readonly Ast[]; guard: Ast | null } {
  if (ast?.is === "call" && ast.name === "when" && ast.args.length === 2) {
    const head = headOf(ast.args[0], at);
    return { ...head, guard: ast.args[1] ?? null };
  }
  if (ast?.is === "call") return { name: ast.name, args: ast.args, guard: null };
  if (ast?.is === "variable") return { name: ast.name, args: [], guard: null };
  throw new CompileError(ast?.at ?? at, "invalid syntax in def: expected a name and its arguments");
}
