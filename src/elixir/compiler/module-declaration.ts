import type { Ast, Position } from "../ast.ts";
import { keywordValue } from "../keyword-args.ts";
import { protocolFunctions } from "../protocol-dispatch.ts";
import { Atom, moduleAtom, TRUE } from "../term.ts";
import { BodyReader, headOf, isUsingMacro, itemsOf, MODULE_FORMS } from "./body-reader.ts";
import { CompileError } from "./compile-problem.ts";
import { FunctionEmitter } from "./function-emitter.ts";
import { childModule, ModuleDefinition } from "./module-definition.ts";
import { literalTerm } from "./pattern.ts";
import { Scope } from "./scope.ts";
import type { Unit } from "./unit.ts";

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
    const names = functions.map((item) => {
      const { name, args } = headOf(item.is === "call" ? item.args[0] : undefined, item.at);
      return `${name}/${args.length}`;
    });
    definition.protocol = names;
    const fallsBack = () =>
      definition.attributes.findLast(({ name }) => name === "fallback_to_any")?.read() === TRUE;
    for (const [key, code] of protocolFunctions(definition.title, names, fallsBack))
      definition.fallbacks.set(key, code);
  }

  #body(definition: ModuleDefinition, items: readonly Ast[]): void {
    const unit = this.#unit;
    const scope = new Scope(unit, this.#outer, {
      emitter: new FunctionEmitter(unit.fresh),
      module: definition,
    });
    const reader = new BodyReader(unit, definition, scope, (call) =>
      new ModuleDeclaration(unit, this.#file, scope).nested(call),
    );
    const isMacroModule = items.some(
      (item) => item.is === "call" && item.name === "defmacro" && isUsingMacro(item),
    );
    for (const item of items) unit.attempt(definition, () => reader.read(item, isMacroModule));
  }
}
