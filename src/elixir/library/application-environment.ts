import type { Context } from "../context.ts";
import { argumentError } from "../exception.ts";
import { inspect } from "../inspect.ts";
import { EMPTY_MAP, mapDelete, mapGet, mapPairs, mapPut } from "../map.ts";
import { EMPTY, ERROR, type MapTerm, NIL, OK, type Term, Tuple, tuple } from "../term.ts";
import { libraryModule } from "./arguments.ts";
import { build } from "./iteration.ts";
import { sharedState } from "./shared-state.ts";

/** Values by application and key, `{app, key}`; empty until `put_env`, for there are no configuration files. */
function makeEnvironment(): { values: MapTerm } {
  return { values: EMPTY_MAP };
}

function read(cx: Context, app: Term, key: Term): Term | undefined {
  return mapGet(sharedState(cx, makeEnvironment).values, tuple(app, key));
}

/** The functions of `Application`: its environment above all. */
export const APPLICATION_REST = libraryModule("Application", {
  "delete_env/2,3": (cx, app, key) => {
    const environment = sharedState(cx, makeEnvironment);
    environment.values = mapDelete(environment.values, tuple(app, key));
    return OK;
  },
  "fetch_env/2": (cx, app, key) => {
    const value = read(cx, app, key);
    return value === undefined ? ERROR : tuple(OK, value);
  },
  "fetch_env!/2": (cx, app, key) => {
    const value = read(cx, app, key);
    if (value !== undefined) return value;
    throw argumentError(
      `could not fetch application environment ${inspect(key)} for application ${inspect(app)} because the application was not loaded nor configured`,
    );
  },
  "get_all_env/1": (cx, app) =>
    build(
      cx,
      mapPairs(sharedState(cx, makeEnvironment).values).flatMap(([place, value]) => {
        const [owner = NIL, key = NIL] = place instanceof Tuple ? place.items : [];
        return owner === app ? [tuple(key, value)] : [];
      }),
    ),
  "get_env/2,3": (cx, app, key, fallback = NIL) => read(cx, app, key) ?? fallback,
  "put_env/3,4": (cx, app, key, value) => {
    const environment = sharedState(cx, makeEnvironment);
    cx.allocate(8);
    environment.values = mapPut(environment.values, tuple(app, key), value);
    return OK;
  },
  "ensure_all_started/1,2": () => new Tuple([OK, EMPTY]),
  "spec/2": () => NIL,
});
