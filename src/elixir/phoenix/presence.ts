import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { inspectAtom } from "../inspect.ts";
import { noClause } from "../library/arguments.ts";
import { field, mapGet } from "../map.ts";
import { nativeModule } from "../native.ts";
import { same } from "../order.ts";
import { defineChildSpec } from "../otp/child-spec.ts";
import { callServer } from "../otp/server-process.ts";
import { startServer } from "../otp/server-start.ts";
import { type Atom, atom, EMPTY, list, MapTerm, NIL, type Term, Tuple, tuple } from "../term.ts";
import { toText } from "../text.ts";
import { EXCEPTIONS } from "../thrown.ts";
import { grouped } from "./presence-table.ts";
import { isSocket } from "./socket-struct.ts";
import { TrackerServer, tableOf } from "./tracker-server.ts";

/** `(socket, key, …)` or `(pid, topic, key, …)` */
function addressed([first = NIL, ...rest]: readonly Term[]): Term[] {
  if (!isSocket(first)) return [first, ...rest];
  return [field(first, "channel_pid") ?? NIL, field(first, "topic") ?? NIL, ...rest];
}

function topicOf(given: Term): string {
  const topic = isSocket(given) ? field(given, "topic") : given;
  if (typeof topic !== "string") throw noClause();
  return topic;
}

function* ask(cx: Context, module: Atom, what: string, args: readonly Term[]): Routine<Term> {
  return yield* callServer(cx, module, new Tuple([atom(what), ...args]));
}

/** `list/1` of a topic: `%{key => %{metas: […]}}`, and whatever `fetch/2` adds. */
function* listed(cx: Context, module: Atom, given: Term): Routine<Term> {
  const topic = topicOf(given);
  yield* ask(cx, module, "list", []);
  return yield* cx.apply(module, "fetch", [topic, grouped(cx, tableOf(cx, module).onTopic(topic))]);
}

/** `get_by_key/2`: `%{metas: […]}`, or an empty list when nobody is there under this very key. */
function* byKey(cx: Context, module: Atom, given: Term, key: Term): Routine<Term> {
  const topic = topicOf(given);
  yield* ask(cx, module, "list", []);
  const found = tableOf(cx, module)
    .onTopic(topic)
    .filter((entry) => same(entry.key, key));
  if (found.length === 0) return EMPTY;
  const presences = yield* cx.apply(module, "fetch", [topic, grouped(cx, found)]);
  const presence = presences instanceof MapTerm ? mapGet(presences, toText(cx, key)) : undefined;
  if (presence === undefined) throw EXCEPTIONS.now.noMatch("MatchError", presences);
  return presence;
}

/** `use Phoenix.Presence, otp_app: …, pubsub_server: …` (phoenix 1.8.12, lib/phoenix/presence.ex). */
export const PRESENCE = nativeModule(
  "Phoenix.Presence",
  {},
  {
    using(target, options) {
      const { module } = target;
      defineChildSpec(target, options, { type: atom("supervisor") });
      target.fallback("start_link/1", function* (cx) {
        const name = list([tuple(atom("name"), module)]);
        const behaviour = new TrackerServer(module);
        return yield* startServer(cx, { behaviour, title: inspectAtom(module), options: name });
      });
      target.fallback("fetch/2", (_cx, _topic, presences) => presences);
      for (const [name, arity] of [
        ["track", 3],
        ["update", 3],
        ["untrack", 2],
      ] as const) {
        for (const given of [arity, arity + 1]) {
          target.fallback(`${name}/${given}`, function* (cx, ...args) {
            return yield* ask(cx, module, name, addressed(args));
          });
        }
      }
      target.fallback("list/1", function* (cx, given) {
        return yield* listed(cx, module, given);
      });
      target.fallback("get_by_key/2", function* (cx, given, key) {
        return yield* byKey(cx, module, given, key);
      });
    },
  },
);
