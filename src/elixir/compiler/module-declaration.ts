import type { Ast, Position } from "../ast.ts";
import type { FunctionCode } from "../code.ts";
import { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { mapGet, mapOf, mapPut, structName } from "../map.ts";
import { type Native, nativeCode, type UsingTarget } from "../native.ts";
import {
  Atom,
  atom,
  EMPTY,
  isList,
  listItems,
  MapTerm,
  moduleAtom,
  NIL,
  type Term,
  TRUE,
  Tuple,
} from "../term.ts";
import { notImplemented, typeName } from "../text.ts";
import { COMPILE_HOST } from "./compile-host.ts";
import { CompileError, unsupported } from "./compile-problem.ts";
import { aliasDirective, checkModules, importDirective, modulesNamed } from "./directive.ts";
import { keywordPairs, keywordValue } from "./keyword-args.ts";
import { childModule, FunctionDefinition, ModuleDefinition } from "./module-definition.ts";
import { evaluate } from "./node.ts";
import { literalTerm } from "./pattern.ts";
import { FrameLayout, Scope } from "./scope.ts";
import { blankStruct, structDefinitionFields } from "./struct-form.ts";
import type { Unit } from "./unit.ts";

/** The expressions of a body, one after the other. */
export function itemsOf(body: Ast | undefined): readonly Ast[] {
  return body === undefined ? [] : body.is === "block" ? body.items : [body];
}

/** Declares the modules among these expressions; gives back the others. */
export function declareModules(unit: Unit, file: string, items: readonly Ast[], scope: Scope): Ast[] {
  const rest: Ast[] = [];
  for (const item of items) {
    if (item.is === "call" && MODULE_FORMS.has(item.name)) {
      unit.attempt(null, () => new ModuleDeclaration(unit, file, scope).nested(item));
    } else rest.push(item);
  }
  return rest;
}

const MODULE_FORMS = new Set(["defmodule", "defprotocol", "defimpl"]);

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

/** Reads one module's body from top to bottom. */
class ModuleDeclaration {
  readonly #unit: Unit;
  readonly #file: string;
  readonly #outer: Scope;

  constructor(unit: Unit, file: string, outer: Scope) {
    this.#unit = unit;
    this.#file = file;
    this.#outer = outer;
  }

  /** `defmodule`, `defprotocol` or `defimpl`, here or inside another module. */
  nested(call: Ast & { is: "call" }): void {
    const [name, ...options] = call.args;
    const body = keywordValue(options.at(-1), "do");
    if (name === undefined || body === undefined)
      throw new CompileError(call.at, `undefined function ${call.name}/${call.args.length}`);
    if (call.name === "defimpl") {
      this.#implementation(name, options, itemsOf(body), call.at);
      return;
    }
    const module = this.#nameOf(name);
    const definition = this.#define(module, call.at);
    if (call.name === "defprotocol") this.#protocol(definition, itemsOf(body));
    else this.#body(definition, itemsOf(body));
  }

  #nameOf(name: Ast): Atom {
    const { module: parent } = this.#outer;
    if (name.is === "alias" && parent !== null && !name.name.startsWith("Elixir.")) {
      const child = childModule(parent.module, name.name);
      const [first = name.name] = name.name.split(".");
      this.#outer.addAlias(first, childModule(parent.module, first));
      return child;
    }
    if (name.is === "alias") return moduleAtom(name.name.replace(/^Elixir\./, ""));
    const term = literalTerm(name, this.#outer);
    if (term instanceof Atom) return term;
    throw new CompileError(name.at, "expected a module's name, such as MyApp.Channel");
  }

  #define(module: Atom, at: Position): ModuleDefinition {
    const definition = new ModuleDefinition(module, this.#file, at);
    if (this.#unit.definitions.has(module)) {
      this.#unit.report("warning", definition, at, `redefining module ${definition.title}`);
    }
    this.#unit.definitions.set(module, definition);
    this.#unit.program.add(definition);
    return definition;
  }

  #implementation(name: Ast, options: readonly Ast[], items: readonly Ast[], at: Position): void {
    const protocol = literalTerm(name, this.#outer);
    const target = options.map((option) => keywordValue(option, "for")).find((found) => found !== undefined);
    const targets =
      target === undefined
        ? [this.#outer.module?.module ?? null]
        : (target.is === "list" ? target.items : [target]).map((ast) => literalTerm(ast, this.#outer));
    for (const type of targets) {
      if (!(protocol instanceof Atom) || !(type instanceof Atom)) {
        throw new CompileError(at, "defimpl/3 expects a protocol and, outside of a module, a :for option");
      }
      const definition = this.#define(childModule(protocol, type.name), at);
      definition.attributes.push(
        { name: "for", read: () => type },
        { name: "protocol", read: () => protocol },
      );
      this.#body(definition, items);
    }
  }

  #protocol(definition: ModuleDefinition, items: readonly Ast[]): void {
    definition.tags.set("protocol", true);
    const functions = items.filter((item) => item.is === "call" && item.name === "def");
    const others = items.filter((item) => !functions.includes(item));
    this.#body(definition, others);
    for (const item of functions) {
      const { name, args } = headOf(item.is === "call" ? item.args[0] : undefined, item.at);
      const native: Native = function* (cx, ...given) {
        return yield* dispatch(cx, definition, name, given);
      };
      definition.fallbacks.set(`${name}/${args.length}`, nativeCode(native, args.length));
    }
  }

  #body(definition: ModuleDefinition, items: readonly Ast[]): void {
    const unit = this.#unit;
    const scope = new Scope(unit, this.#outer, { layout: new FrameLayout(0, null), module: definition });
    const reader = new BodyReader(unit, definition, scope, (call) =>
      new ModuleDeclaration(unit, this.#file, scope).nested(call),
    );
    const isMacroModule = items.some(
      (item) => item.is === "call" && item.name === "defmacro" && isUsingMacro(item),
    );
    for (const item of items) unit.attempt(definition, () => reader.read(item, isMacroModule));
  }
}

function isUsingMacro(call: Ast & { is: "call" }): boolean {
  const [head] = call.args;
  return head !== undefined && headOf(head, call.at).name === "__using__";
}

function isQuoted(call: Ast & { is: "call" }): boolean {
  const body = keywordValue(call.args.at(-1), "do");
  return itemsOf(body).some((item) => item.is === "call" && item.name === "quote");
}

/** Name, arguments and guard of what a `def` defines. */
function headOf(
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

/** Takes in the expressions of a module's body. */
class BodyReader {
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
    if (item.is === "attribute" && item.value !== null) return this.#attribute(item.name, item.value);
    if (item.is !== "call") return this.#later(item);
    const { name, args, at } = item;
    switch (name) {
      case "defmodule":
      case "defprotocol":
      case "defimpl":
        return this.#nested(item);
      case "def":
      case "defp":
        if (isMacroModule && isQuoted(item)) return;
        return this.#function(args, name === "def", at);
      case "defmacro":
      case "defmacrop":
        if (isMacroModule) return;
        throw unsupported(at, name, "write a function");
      case "defoverridable":
        return;
      case "defguard":
      case "defguardp":
        return this.#guard(args, name === "defguard", at);
      case "defdelegate":
        return this.#delegate(args, at);
      case "defstruct":
        return this.#struct(args[0], false);
      case "defexception":
        return this.#struct(args[0], true);
      case "alias":
        aliasDirective(args, this.#scope, at);
        return;
      case "import": {
        const modules = importDirective(args, this.#scope, at);
        this.#definition.pending.push(() => checkModules(modules, this.#scope, at));
        return;
      }
      case "require": {
        const modules = args[0] === undefined ? [] : modulesNamed(args[0], this.#scope);
        this.#definition.pending.push(() => checkModules(modules, this.#scope, at));
        if (keywordValue(args[1], "as") !== undefined) aliasDirective(args, this.#scope, at);
        return;
      }
      case "use":
        return this.#use(args, at);
      default: {
        const macro = this.#definition.macros.get(name);
        if (macro === undefined) return this.#later(item);
        this.#definition.pending.push(() => macro(args, at));
      }
    }
  }

  /** An expression that does something while the module is defined. */
  #later(item: Ast): void {
    if (item.is === "string") return;
    this.#definition.pending.push(() => {
      this.#evaluate(item);
    });
  }

  #evaluate(ast: Ast, attributeCount = this.#definition.attributes.length): Term {
    const layout = new FrameLayout(0, null);
    const scope = new Scope(this.#unit, this.#scope, { layout, module: this.#definition, attributeCount });
    const cx = new Context(this.#unit.program, COMPILE_HOST);
    const node = scope.compile(ast);
    return cx.runNow(evaluate(node, cx, []));
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
    const known = functions.get(key);
    if (known !== undefined) {
      if (known.exported === exported) return known;
      const [now, before] = exported ? ["def", "defp"] : ["defp", "def"];
      throw new CompileError(at, `${now} ${key} already defined as ${before}`);
    }
    const made = new FunctionDefinition(this.#definition, name, arity, exported, at);
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

  #struct(fields: Ast | undefined, isException: boolean): void {
    const definition = this.#definition;
    const enforcedBy = () =>
      definition.attributes.findLast(({ name }) => name === "enforce_keys")?.read() ?? NIL;
    const at = fields?.at ?? definition.at;
    const define = () => {
      definition.defineStruct = null;
      const listed = fields === undefined ? [] : listItems(this.#evaluate(fields));
      if (listed === null)
        throw new CompileError(at, "struct fields definition must be list, for example [:name, age: 0]");
      const enforced = enforcedBy();
      definition.struct = {
        fields: structDefinitionFields(listed, isException),
        enforced: (listItems(enforced) ?? [enforced]).flatMap((name) =>
          name instanceof Atom && name !== NIL ? [name.name] : [],
        ),
      };
    };
    definition.defineStruct = define;
    definition.pending.push(() => definition.defineStruct?.());
    const blank = () => blankStruct(definition.module, definition.structFields ?? []);
    definition.fallbacks.set(
      "__struct__/0",
      nativeCode(() => blank(), 0),
    );
    definition.fallbacks.set(
      "__struct__/1",
      nativeCode((_cx, given) => withFields(blank(), given), 1),
    );
    if (isException) for (const [key, code] of exceptionFunctions(blank)) definition.fallbacks.set(key, code);
  }

  #use(args: readonly Ast[], at: Position): void {
    const [target, options] = args;
    if (target === undefined) throw new CompileError(at, "use expects a module");
    const given = options === undefined ? null : this.#evaluate(options);
    for (const module of modulesNamed(target, this.#scope)) {
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
      native.using(this.#target(), web === null ? (given ?? EMPTY) : EMPTY, at);
    }
  }

  #target(): UsingTarget {
    const definition = this.#definition;
    return {
      module: definition.module,
      import: (module) => this.#scope.addImport({ module, only: null, except: new Set() }),
      alias: (name, module) => this.#scope.addAlias(name, module),
      fallback: (key, native) => {
        definition.fallbacks.set(key, nativeCode(native, Number(key.slice(key.lastIndexOf("/") + 1))));
      },
      macro: (name, expand) => {
        definition.macros.set(name, expand);
      },
      evaluate: (ast) => this.#evaluate(ast),
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

/** The struct with these fields; others are left out, as exceptions do. */
export function withFields(struct: MapTerm, given: Term): MapTerm {
  let made = struct;
  const pairs =
    given instanceof MapTerm
      ? given.keys.map((key, index) => [key, given.values[index] as Term] as const)
      : pairsOf(given); // as many values as keys
  for (const [key, value] of pairs) if (mapGet(made, key) !== undefined) made = mapPut(made, key, value);
  return made;
}

function pairsOf(term: Term): (readonly [Term, Term])[] {
  return (listItems(term) ?? []).flatMap((item) => {
    const [key, value] = item instanceof Tuple ? item.items : [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
}

/** What `defexception` defines: `exception/1` and `message/1`. */
export function exceptionFunctions(blank: () => MapTerm): [string, FunctionCode][] {
  const make: Native = (_cx, given) =>
    isList(given) || given instanceof MapTerm
      ? withFields(blank(), given)
      : withFields(blank(), mapOf([[atom("message"), given]]));
  const message: Native = (_cx, error) =>
    error instanceof MapTerm ? (mapGet(error, atom("message")) ?? NIL) : NIL;
  return [
    ["exception/1", nativeCode(make, 1)],
    ["message/1", nativeCode(message, 1)],
  ];
}

/** Calls a protocol's function for the type of its first argument. */
function* dispatch(cx: Context, protocol: ModuleDefinition, name: string, args: Term[]): Routine<Term> {
  const [subject = NIL] = args;
  const found = implementation(cx, protocol, subject);
  if (found === null) throw notImplemented(protocol.title, subject);
  return yield* cx.apply(found, name, args);
}

function implementation(cx: Context, protocol: ModuleDefinition, subject: Term): Atom | null {
  const struct = structName(subject);
  const own = cx.program.implementation(protocol.title, struct ?? moduleAtom(typeName(subject)));
  if (own !== null) return own;
  const any = protocol.attributes.findLast(({ name }) => name === "fallback_to_any")?.read() === TRUE;
  return any ? cx.program.implementation(protocol.title, moduleAtom("Any")) : null;
}
