import type { Context } from "../context.ts";
import { argumentError, badArgument } from "../exception.ts";
import { EMPTY_MAP, mapDelete, mapGet, mapPut } from "../map.ts";
import { compare, same } from "../order.ts";
import {
  Atom,
  atom,
  bool,
  isList,
  list,
  type MapTerm,
  NIL,
  type PidTerm,
  RefTerm,
  type Term,
  TRUE,
  Tuple,
  tuple,
} from "../term.ts";
import type { Thrown } from "../thrown.ts";
import { asIndex, asItems, libraryModule, pairOf } from "./arguments.ts";
import { build } from "./iteration.ts";
import { sharedState } from "./shared-state.ts";

type Kind = "set" | "ordered_set" | "bag" | "duplicate_bag";
type Protection = "public" | "protected" | "private";

type Table = {
  /** Its name, or the reference that stands for it. */
  readonly id: Term;
  readonly name: Atom;
  readonly owner: PidTerm;
  readonly kind: Kind;
  readonly protection: Protection;
  /** Which element is the key, from 1. */
  readonly keyPosition: number;
  /** Lists of objects by their key. In the order of their keys, whatever the kind of the table. */
  rows: MapTerm;
  size: number;
};

function makeTables(): Table[] {
  return [];
}

const END = atom("$end_of_table");
const UNDEFINED = atom("undefined");
const ANY = atom("_");
const WHOLE = atom("$_");

/** The table; a table goes with the process that owns it. */
function find(cx: Context, id: Term): Table | undefined {
  const tables = sharedState(cx, makeTables);
  const index = tables.findIndex((table) => table.id === id || (id instanceof RefTerm && same(table.id, id)));
  const table = tables[index];
  if (table === undefined || cx.host.isAlive(table.owner)) return table;
  tables.splice(index, 1);
  return undefined;
}

function tableOf(cx: Context, id: Term, use: "read" | "write" = "read"): Table {
  const table = find(cx, id);
  if (table === undefined) {
    throw badArgument(1, "the table identifier does not refer to an existing ETS table");
  }
  const isOpen = table.protection === "public" || (table.protection === "protected" && use === "read");
  if (!isOpen && !same(table.owner, cx.host.self)) {
    throw badArgument(1, "the table identifier refers to an ETS table with insufficient access rights");
  }
  return table;
}

function objectsAt({ rows }: Table, key: Term): readonly Term[] {
  const found = mapGet(rows, key);
  return found instanceof Tuple ? found.items : [];
}

function setObjects(cx: Context, table: Table, key: Term, objects: readonly Term[]): void {
  cx.allocate(table.rows.keys.length + 8);
  cx.spend(table.rows.keys.length >> 6);
  table.size += objects.length - objectsAt(table, key).length;
  table.rows =
    objects.length === 0 ? mapDelete(table.rows, key) : mapPut(table.rows, key, new Tuple(objects));
}

function allObjects({ rows }: Table): Term[] {
  return rows.values.flatMap((objects) => (objects instanceof Tuple ? [...objects.items] : []));
}

/** The objects of an argument that is one of them or a list, each with its key. */
function given(table: Table, term: Term): { readonly object: Tuple; readonly key: Term }[] {
  return (isList(term) ? asItems(term) : [term]).map((object) => {
    if (!(object instanceof Tuple)) throw badArgument(2, "not a tuple");
    const key = object.items[table.keyPosition - 1];
    if (key === undefined)
      throw badArgument(2, object.items.length === 0 ? "is an empty tuple" : "not a valid object");
    return { object, key };
  });
}

function insert(cx: Context, table: Table, objects: ReturnType<typeof given>): void {
  for (const { object, key } of objects) {
    const before = objectsAt(table, key);
    if (table.kind === "set" || table.kind === "ordered_set") setObjects(cx, table, key, [object]);
    else if (table.kind === "duplicate_bag" || !before.some((other) => same(other, object))) {
      setObjects(cx, table, key, [...before, object]);
    }
  }
}

const KINDS: readonly string[] = ["set", "ordered_set", "bag", "duplicate_bag"] satisfies Kind[];
const PROTECTIONS: readonly string[] = ["public", "protected", "private"] satisfies Protection[];
/** Options that only make a table faster, or say what becomes of it without its owner. */
const IGNORED: readonly string[] = [
  "read_concurrency",
  "write_concurrency",
  "compressed",
  "heir",
  "decentralized_counters",
];

function newTable(cx: Context, name: Term, options: Term): Term {
  if (!(name instanceof Atom)) throw badArgument(1, "not an atom");
  let kind: Kind = "set";
  let protection: Protection = "protected";
  let [keyPosition, isNamed] = [1, false];
  for (const item of asItems(options)) {
    const [key, value] = item instanceof Tuple ? item.items : [item];
    const word = key instanceof Atom ? key.name : "";
    // Each list has the names of its own type.
    if (KINDS.includes(word)) kind = word as Kind;
    else if (PROTECTIONS.includes(word)) protection = word as Protection;
    else if (word === "named_table") isNamed = true;
    else if (word === "keypos" && typeof value === "bigint" && value > 0n) keyPosition = Number(value);
    else if (!IGNORED.includes(word)) throw badArgument(2, "invalid options");
  }
  if (isNamed && find(cx, name) !== undefined) throw badArgument(1, "table name already exists");
  const id = isNamed ? name : cx.host.newRef();
  const owner = cx.host.self;
  sharedState(cx, makeTables).push({
    id,
    name,
    owner,
    kind,
    protection,
    keyPosition,
    rows: EMPTY_MAP,
    size: 0,
  });
  return id;
}

/** What the variables of a pattern (`:"$1"`) stand for in an object that fits it; null when it does not fit. */
function bindings(pattern: Term, object: Term, bound = new Map<string, Term>()): Map<string, Term> | null {
  if (pattern === ANY) return bound;
  if (pattern instanceof Atom && /^\$\d+$/.test(pattern.name)) {
    const known = bound.get(pattern.name);
    if (known === undefined) bound.set(pattern.name, object);
    return known === undefined || same(known, object) ? bound : null;
  }
  if (pattern instanceof Tuple) {
    if (!(object instanceof Tuple) || object.items.length !== pattern.items.length) return null;
    const fits = pattern.items.every(
      (part, index) => bindings(part, object.items[index] ?? NIL, bound) !== null,
    );
    return fits ? bound : null;
  }
  return compare(pattern, object, true) === 0 ? bound : null;
}

function matching(
  cx: Context,
  table: Table,
  pattern: Term,
): { readonly object: Term; readonly bound: Map<string, Term> }[] {
  cx.spend(table.size);
  return allObjects(table).flatMap((object) => {
    const bound = bindings(pattern, object);
    return bound === null ? [] : [{ object, bound }];
  });
}

function removeObject(cx: Context, table: Table, object: Term): void {
  if (!(object instanceof Tuple)) throw badArgument(2, "not a tuple");
  const key = object.items[table.keyPosition - 1] ?? NIL;
  setObjects(
    cx,
    table,
    key,
    objectsAt(table, key).filter((other) => !same(other, object)),
  );
}

/** The key that comes after this one, or before it. */
function neighbour({ rows }: Table, key: Term, step: 1 | -1): Term {
  const keys = step === 1 ? rows.keys : rows.keys.toReversed();
  return keys.find((other) => compare(other, key) * step > 0) ?? END;
}

function noSuchKey(): Thrown {
  return badArgument(2, "not a key that exists in the table");
}

/** The one object of a key in a table that may have one only. */
function theObject(table: Table, key: Term): Tuple | undefined {
  const [object] = objectsAt(table, key);
  return object instanceof Tuple ? object : undefined;
}

/** `{position, increment}`, `{position, increment, threshold, value}` or the increment of what follows the key. */
function increased(object: Tuple, operation: Term, keyPosition: number): readonly [Tuple, bigint] {
  const parts = operation instanceof Tuple ? operation.items : [BigInt(keyPosition + 1), operation];
  const [position, increment, threshold, reset] = parts.map((part) =>
    typeof part === "bigint" ? part : undefined,
  );
  if (position === undefined || increment === undefined) throw badArgument(3, "not a valid update operation");
  const before = object.items[Number(position) - 1];
  if (typeof before !== "bigint") {
    throw badArgument(3, "the value in the given position, in the object, is not an integer");
  }
  const sum = before + increment;
  const isPast = threshold !== undefined && (increment < 0n ? sum < threshold : sum > threshold);
  const value = isPast ? (reset ?? sum) : sum;
  return [new Tuple(object.items.with(Number(position) - 1, value)), value];
}

function info(table: Table, item: Term): Term {
  const { id, name, owner, kind, protection, keyPosition, size } = table;
  switch (item instanceof Atom ? item.name : "") {
    case "size":
      return BigInt(size);
    case "name":
      return name;
    case "owner":
      return owner;
    case "type":
      return atom(kind);
    case "protection":
      return atom(protection);
    case "keypos":
      return BigInt(keyPosition);
    case "named_table":
      return bool(id === name);
    case "id":
      return id;
    default:
      throw badArgument(2, "not a valid info item");
  }
}

/** Tables of Erlang's term storage. Tables of all kinds keep their keys in order; what has no order on the BEAM is in that order here. */
export const ETS = libraryModule(":ets", {
  "delete/1": (cx, id) => {
    const table = tableOf(cx, id, "write");
    const tables = sharedState(cx, makeTables);
    tables.splice(tables.indexOf(table), 1);
    return TRUE;
  },
  "delete/2": (cx, id, key) => {
    setObjects(cx, tableOf(cx, id, "write"), key, []);
    return TRUE;
  },
  "delete_all_objects/1": (cx, id) => {
    const table = tableOf(cx, id, "write");
    table.rows = EMPTY_MAP;
    table.size = 0;
    return TRUE;
  },
  "delete_object/2": (cx, id, object) => {
    removeObject(cx, tableOf(cx, id, "write"), object);
    return TRUE;
  },
  "first/1": (cx, id) => tableOf(cx, id).rows.keys[0] ?? END,
  *"foldl/3"(cx, fun, initial, id) {
    let acc = initial;
    for (const object of allObjects(tableOf(cx, id))) acc = yield* cx.call(fun, [object, acc]);
    return acc;
  },
  "info/1": (cx, id) => {
    const table = find(cx, id);
    if (table === undefined) return UNDEFINED;
    const names = ["id", "name", "size", "owner", "named_table", "type", "keypos", "protection"];
    return list(names.map((name) => tuple(atom(name), info(table, atom(name)))));
  },
  "info/2": (cx, id, item) => {
    const table = find(cx, id);
    return table === undefined ? UNDEFINED : info(table, item);
  },
  "insert/2": (cx, id, objects) => {
    const table = tableOf(cx, id, "write");
    insert(cx, table, given(table, objects));
    return TRUE;
  },
  "insert_new/2": (cx, id, objects) => {
    const table = tableOf(cx, id, "write");
    const added = given(table, objects);
    if (added.some(({ key }) => objectsAt(table, key).length > 0)) return bool(false);
    insert(cx, table, added);
    return TRUE;
  },
  "last/1": (cx, id) => tableOf(cx, id).rows.keys.at(-1) ?? END,
  "lookup/2": (cx, id, key) => build(cx, objectsAt(tableOf(cx, id), key)),
  "lookup_element/3": (cx, id, key, position) => {
    const table = tableOf(cx, id);
    const parts = objectsAt(table, key).map((object) => {
      const part = object instanceof Tuple ? object.items[asIndex(position) - 1] : undefined;
      if (part === undefined) throw badArgument(3, "not a valid element position");
      return part;
    });
    if (parts[0] === undefined) throw noSuchKey();
    return table.kind.endsWith("bag") ? list(parts) : parts[0];
  },
  "match/2": (cx, id, pattern) =>
    build(
      cx,
      matching(cx, tableOf(cx, id), pattern).map(({ bound }) =>
        list(
          [...bound].sort(([a], [b]) => Number(a.slice(1)) - Number(b.slice(1))).map(([, value]) => value),
        ),
      ),
    ),
  "match_delete/2": (cx, id, pattern) => {
    const table = tableOf(cx, id, "write");
    for (const { object } of matching(cx, table, pattern)) removeObject(cx, table, object);
    return TRUE;
  },
  "match_object/2": (cx, id, pattern) =>
    build(
      cx,
      matching(cx, tableOf(cx, id), pattern).map(({ object }) => object),
    ),
  "member/2": (cx, id, key) => bool(objectsAt(tableOf(cx, id), key).length > 0),
  "new/2": newTable,
  "next/2": (cx, id, key) => neighbour(tableOf(cx, id), key, 1),
  "prev/2": (cx, id, key) => neighbour(tableOf(cx, id), key, -1),
  "select/2": (cx, id, specification) => {
    tableOf(cx, id);
    const pairs = asItems(specification).map((spec) => (spec instanceof Tuple ? spec.items : []));
    const [[pattern, guards, body] = []] = pairs;
    const wanted = body === undefined ? [] : asItems(body);
    if (pairs.length !== 1 || pattern === undefined || guards === undefined || asItems(guards).length > 0) {
      throw argumentError(
        ':ets.select/2 takes one clause without guards here: [{pattern, [], [:"$1"]}]; use Enum over :ets.tab2list/1 for more',
      );
    }
    return build(
      cx,
      matching(cx, tableOf(cx, id), pattern).map(({ object, bound }) =>
        selected(wanted[0] ?? NIL, object, bound),
      ),
    );
  },
  "tab2list/1": (cx, id) => build(cx, allObjects(tableOf(cx, id))),
  "take/2": (cx, id, key) => {
    const table = tableOf(cx, id, "write");
    const taken = objectsAt(table, key);
    setObjects(cx, table, key, []);
    return build(cx, taken);
  },
  "update_counter/3,4": (cx, id, key, operations, initial) => {
    const table = tableOf(cx, id, "write");
    let object = theObject(table, key);
    if (object === undefined && initial instanceof Tuple) {
      object = new Tuple(initial.items.with(table.keyPosition - 1, key));
    }
    if (object === undefined) throw noSuchKey();
    const values: bigint[] = [];
    for (const operation of isList(operations) ? asItems(operations) : [operations]) {
      const [changed, value] = increased(object, operation, table.keyPosition);
      object = changed;
      values.push(value);
    }
    setObjects(cx, table, key, [object]);
    return isList(operations) ? list(values) : (values[0] ?? NIL);
  },
  "update_element/3": (cx, id, key, changes) => {
    const table = tableOf(cx, id, "write");
    let object = theObject(table, key);
    if (object === undefined) return bool(false);
    for (const change of isList(changes) ? asItems(changes) : [changes]) {
      const [position, value] = pairOf(change) ?? [];
      if (
        typeof position !== "bigint" ||
        value === undefined ||
        position < 1n ||
        position > object.items.length
      ) {
        throw badArgument(3, "not a valid update operation");
      }
      object = new Tuple(object.items.with(Number(position) - 1, value));
    }
    setObjects(cx, table, key, [object]);
    return TRUE;
  },
  "whereis/1": (cx, id) => (find(cx, id) === undefined ? UNDEFINED : id),
});

/** The body of a match specification: a variable, all of the object, or `{{…}}` for a tuple of such. */
function selected(body: Term, object: Term, bound: ReadonlyMap<string, Term>): Term {
  if (body === WHOLE) return object;
  if (body instanceof Atom) return bound.get(body.name) ?? body;
  const [inner, more] = body instanceof Tuple ? body.items : [];
  if (inner instanceof Tuple && more === undefined) {
    return new Tuple(inner.items.map((part) => selected(part, object, bound)));
  }
  return isList(body) ? list(asItems(body).map((part) => selected(part, object, bound))) : body;
}
