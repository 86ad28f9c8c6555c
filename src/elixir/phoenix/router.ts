import type { Ast } from "../ast.ts";
import { keywordValue } from "../keyword-args.ts";
import { nativeModule } from "../native.ts";
import { moduleAtom, type Term } from "../term.ts";

/** The tag of a module that does `use Plug.Router`. */
export const ROUTER_TAG = "router";

/** One route; its code is compiled when it is first asked for. */
export type PlugRoute = {
  /** In capitals; null: any. */
  readonly method: string | null;
  readonly path: string | null;
  /** `fn conn -> … end` */
  readonly handler: () => Term;
};

const METHODS = ["get", "post", "put", "patch", "delete", "options", "head"];

/** `Plug.Router` for the routes of a controlling plug: a path to the letter, or `match _`. Other plugs are passed over. */
export const ROUTER = nativeModule(
  "Plug.Router",
  {},
  {
    using(target) {
      const routes: PlugRoute[] = [];
      target.tag(ROUTER_TAG, routes);
      target.import(moduleAtom("Plug.Conn"));
      target.macro("plug", () => {});
      target.macro("forward", () => {});
      for (const name of [...METHODS, "match"]) {
        target.macro(name, (args, at) => {
          const [path] = args;
          const body = keywordValue(args.at(-1), "do");
          if (body === undefined) return;
          const conn: Ast = { is: "variable", name: "conn", at };
          const fn: Ast = { is: "fn", clauses: [{ args: [conn], guard: null, body, at }], at };
          routes.push({
            method: name === "match" ? null : name.toUpperCase(),
            path: path?.is === "string" ? path.value : null,
            handler: target.later(fn),
          });
        });
      }
    },
  },
);
