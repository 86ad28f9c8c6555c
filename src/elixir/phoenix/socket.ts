import { libraryModule, noClause, pairOf } from "../library/arguments.ts";
import { mapPut } from "../map.ts";
import { Atom, EMPTY, Fun, isList, listItems, MapTerm, moduleAtom, type Term } from "../term.ts";
import { COMPLAINTS } from "../thrown.ts";
import { asSocket, assignsOf, SOCKET_FIELDS, withFields } from "./socket-struct.ts";

/** The tag of a module that does `use Phoenix.Socket`. */
export const SOCKET_TAG = "socket";

/** `channel pattern, module, options` */
export type ChannelRoute = { readonly pattern: string; readonly module: Atom; readonly options: Term };
export type SocketTag = { readonly routes: readonly ChannelRoute[]; readonly options: Term };

function assign(socket: Term, values: readonly (readonly [Term, Term])[]): Term {
  const known = asSocket(socket);
  const assigns = values.reduce((map, [key, value]) => mapPut(map, key, value), assignsOf(known));
  return withFields(known, { assigns });
}

/** The pairs of a map or a keyword list. */
export function pairsOf(term: Term): readonly (readonly [Term, Term])[] {
  if (term instanceof MapTerm) return term.keys.map((key, index) => [key, term.values[index] as Term]); // as many values as keys
  if (!isList(term)) throw noClause();
  return (listItems(term) ?? []).map((item) => {
    const pair = pairOf(item);
    if (pair === null) throw COMPLAINTS.now.noPairs();
    return pair;
  });
}

export const SOCKET = libraryModule(
  "Phoenix.Socket",
  {
    "assign/3": (_cx, socket, key, value) => assign(socket, [[key, value]]),
    *"assign/2"(cx, socket, values) {
      if (!(values instanceof Fun)) return assign(socket, pairsOf(values));
      return assign(socket, pairsOf(yield* cx.call(values, [assignsOf(asSocket(socket))])));
    },
  },
  {
    struct: SOCKET_FIELDS,
    using(target, options) {
      const routes: ChannelRoute[] = [];
      target.import(moduleAtom("Phoenix.Socket"));
      target.tag(SOCKET_TAG, { routes, options } satisfies SocketTag);
      target.macro("channel", ([pattern, module, given], at) => {
        const topic = pattern === undefined ? null : target.evaluate(pattern);
        const name = module === undefined ? null : target.evaluate(module);
        if (typeof topic !== "string" || !(name instanceof Atom)) {
          return target.refuse(at, COMPLAINTS.now.MACROS.channel);
        }
        if (topic.slice(0, -1).includes("*")) return target.refuse(at, COMPLAINTS.now.MACROS.splat);
        routes.push({
          pattern: topic,
          module: name,
          options: given === undefined ? EMPTY : target.evaluate(given),
        });
      });
      target.macro("transport", () => {});
    },
  },
);
