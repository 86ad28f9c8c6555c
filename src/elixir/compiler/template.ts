import type { Ast, Position } from "../ast.ts";
import { keywordPairs, keywordValue } from "../keyword-args.ts";
import type { Atom } from "../term.ts";

/** `quote do … end` as the body of a function or macro: what it puts where, and the name of its argument. */
type Quoted = {
  readonly parameter: string | null;
  /** Null: the macro calls the function that `use` names, as Phoenix's generators write it. */
  readonly items: readonly Ast[] | null;
  readonly bound: readonly (readonly [string, Ast])[];
};

/** The code that `use Module` puts into a module: what `__using__/1` of a module in these sources quotes. */
export class Templates {
  readonly #quoted = new Map<string, ReadonlyMap<string, Quoted>>();
  readonly #isNative: (title: string) => boolean;

  constructor(bodies: readonly Ast[], isNative: (title: string) => boolean) {
    this.#isNative = isNative;
    for (const body of bodies) this.#gather(body, "");
  }

  #gather(body: Ast, parent: string): void {
    for (const item of itemsOf(body)) {
      if (item.is !== "call" || !/^def(module|protocol)$/.test(item.name)) continue;
      const [name, ...options] = item.args;
      const inner = keywordValue(options.at(-1), "do");
      if (name?.is !== "alias" || inner === undefined) continue;
      const title = `${parent}${name.name}`;
      this.#quoted.set(
        title,
        new Map(itemsOf(inner).flatMap((one) => (one.is === "call" ? quotedBy(one) : []))),
      );
      this.#gather(inner, `${title}.`);
    }
  }

  /** What `use module, options` stands for, as if it were written at `at`; null: nothing that is known here. */
  itemsOf(module: Atom, options: Ast | null, at: Position): readonly Ast[] | null {
    const own = this.#quoted.get(titleOf(module));
    const using = own?.get("__using__");
    if (own === undefined || using === undefined) return null;
    const given: Ast = options ?? { is: "list", items: [], tail: null, at };
    const chosen = using.items === null && given.is === "atom" ? own.get(given.name) : using;
    if (chosen === undefined || chosen.items === null) return null;
    const names = new Map<string, Ast>();
    if (chosen.parameter !== null) names.set(chosen.parameter, given);
    const bound = new Map(chosen.bound.map(([name, value]) => [name, substituted(value, names)]));
    return this.#placed(chosen.items, names, bound, own, at);
  }

  #placed(
    items: readonly Ast[],
    names: ReadonlyMap<string, Ast>,
    bound: ReadonlyMap<string, Ast>,
    own: ReadonlyMap<string, Quoted>,
    at: Position,
  ): readonly Ast[] {
    return items.flatMap((item) => {
      // Other code of the module that is quoted: `unquote(helpers())`.
      const [inner] = item.is === "call" && item.name === "unquote" ? item.args : [];
      const more = inner?.is === "call" && inner.args.length === 0 ? own.get(inner.name)?.items : undefined;
      if (more !== undefined && more !== null) return this.#placed(more, names, bound, own, at);
      return this.#isOfUse(item) ? [written(item, names, bound, at) as Ast] : []; // a node stays a node
    });
  }

  /** A channel can do without what a template brings along for pages: modules that are not here. */
  #isOfUse(item: Ast): boolean {
    if (item.is !== "call" || (item.name !== "use" && item.name !== "import")) return true;
    const [module] = item.args;
    return module?.is !== "alias" || this.#quoted.has(module.name) || this.#isNative(module.name);
  }
}

function titleOf(module: Atom): string {
  return module.name.replace(/^Elixir\./, "");
}

function itemsOf(body: Ast | undefined): readonly Ast[] {
  return body === undefined ? [] : body.is === "block" ? body.items : [body];
}

function quotedBy(call: Ast & { is: "call" }): [string, Quoted][] {
  if (call.name !== "def" && call.name !== "defp" && call.name !== "defmacro") return [];
  const [whole, options] = call.args;
  const head = whole?.is === "call" && whole.name === "when" ? whole.args[0] : whole;
  if (head?.is !== "call" && head?.is !== "variable") return [];
  const items = itemsOf(keywordValue(options, "do"));
  const quote = items.find((item) => item.is === "call" && item.name === "quote");
  const args = quote?.is === "call" ? quote.args : [];
  const [parameter] = head.is === "call" ? head.args : [];
  const bound = args.map((arg) => keywordValue(arg, "bind_quoted")).find((found) => found !== undefined);
  const pairs = bound === undefined ? [] : (keywordPairs(bound) ?? []);
  return [
    [
      head.name,
      {
        parameter: parameter?.is === "variable" ? parameter.name : null,
        items: quote === undefined ? null : itemsOf(keywordValue(args.at(-1), "do")),
        bound: pairs.map(([name, value]) => [String(name), value]),
      },
    ],
  ];
}

/** The same code at another place, with the values of `unquote(…)` in it. */
function written(
  part: unknown,
  names: ReadonlyMap<string, Ast>,
  bound: ReadonlyMap<string, Ast>,
  at: Position,
): unknown {
  if (Array.isArray(part)) return part.map((item) => written(item, names, bound, at));
  if (typeof part !== "object" || part === null) return part;
  const node = part as Ast; // a part of the syntax tree that is neither a list nor plain
  if (node.is === "variable" && bound.has(node.name)) return bound.get(node.name);
  if (node.is === "call" && node.name === "unquote" && node.args.length === 1)
    return written(substituted(node.args[0] as Ast, names), new Map(), bound, at); // there is one
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === "at" ? at : written(value, names, bound, at)]),
  );
}

function substituted(ast: Ast, names: ReadonlyMap<string, Ast>): Ast {
  return written(ast, new Map(), names, ast.at) as Ast; // a node stays a node
}
