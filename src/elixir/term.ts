/**
 * Terms: the values of Elixir, as JavaScript values.
 *
 * | Elixir            | here                                                        |
 * | ----------------- | ----------------------------------------------------------- |
 * | integer           | `bigint`                                                    |
 * | float             | `number`                                                    |
 * | atom, true, nil   | `Atom`, interned: compare with `===`                        |
 * | binary            | `string` when it is valid UTF-8, else `Bits`                |
 * | bitstring         | `Bits`                                                      |
 * | list              | `Cons` … `EMPTY`; the last tail may be anything             |
 * | tuple             | `Tuple`                                                     |
 * | map, struct       | `MapTerm`, keys in term order (map.ts); a struct is a map with `:__struct__` |
 * | function          | `Fun`                                                       |
 * | pid, reference    | `PidTerm`, `RefTerm`                                        |
 *
 * A term is never changed once it can be seen by anyone but its maker.
 */
export type Term =
  | bigint
  | number
  | string
  | Atom
  | Bits
  | Cons
  | Empty
  | Tuple
  | MapTerm
  | Fun
  | PidTerm
  | RefTerm;

export class Atom {
  /** Without the colon; a module's begins with `Elixir.`, as on the BEAM. */
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

const atoms = new Map<string, Atom>();

/** The one atom of this name. */
export function atom(name: string): Atom {
  const known = atoms.get(name);
  if (known !== undefined) return known;
  const made = new Atom(name);
  atoms.set(name, made);
  return made;
}

/** Whether an atom of this name has been made before (`String.to_existing_atom/1`). */
export function atomExists(name: string): boolean {
  return atoms.has(name);
}

/** The atom of an Elixir module: `moduleAtom("Foo.Bar")` is `Foo.Bar`. */
export function moduleAtom(name: string): Atom {
  return atom(`Elixir.${name}`);
}

export const TRUE = atom("true");
export const FALSE = atom("false");
export const NIL = atom("nil");
export const OK = atom("ok");
export const ERROR = atom("error");

export function bool(value: boolean): Atom {
  return value ? TRUE : FALSE;
}

/** Whether `if` takes it for true: everything but false and nil. */
export function truthy(term: Term): boolean {
  return term !== FALSE && term !== NIL;
}

/** A bitstring that is no valid UTF-8 text. Made by `binary` (bits.ts) and `bitstring` (bitstring.ts), which see to that. */
export class Bits {
  readonly bytes: Uint8Array;
  /** The last byte is filled from its highest bit; what lies beyond is zero. */
  readonly bitSize: number;

  constructor(bytes: Uint8Array, bitSize: number) {
    this.bytes = bytes;
    this.bitSize = bitSize;
  }
}

export class Empty {
  /** Without a member of its own the type would fit every other. */
  readonly isEmpty = true;
}

/** `[]` */
export const EMPTY = new Empty();

export class Cons {
  readonly head: Term;
  readonly tail: Term;

  constructor(head: Term, tail: Term) {
    this.head = head;
    this.tail = tail;
  }
}

/** The list of these terms, in order. */
export function list(terms: readonly Term[], tail: Term = EMPTY): Term {
  let result = tail;
  for (let index = terms.length - 1; index >= 0; index -= 1) result = new Cons(terms[index] as Term, result); // within bounds
  return result;
}

/** The elements of a proper list; null when the term is anything else. */
export function listItems(term: Term): Term[] | null {
  const items: Term[] = [];
  let rest = term;
  while (rest instanceof Cons) {
    items.push(rest.head);
    rest = rest.tail;
  }
  return rest === EMPTY ? items : null;
}

export function isList(term: Term): term is Cons | Empty {
  return term instanceof Cons || term === EMPTY;
}

export class Tuple {
  readonly items: readonly Term[];

  constructor(items: readonly Term[]) {
    this.items = items;
  }
}

export function tuple(...items: readonly Term[]): Tuple {
  return new Tuple(items);
}

/** Keys sorted in term order (an integer before the float that equals it), and their values beside them. */
export class MapTerm {
  readonly keys: readonly Term[];
  readonly values: readonly Term[];

  constructor(keys: readonly Term[], values: readonly Term[]) {
    this.keys = keys;
    this.values = values;
  }
}

/** What a function runs; made by the compiler, by `native` functions and by captures (native.ts, code.ts). */
export interface Code {
  readonly arity: number;
}

export class Fun {
  readonly code: Code;
  /** As `inspect` shows it, for example `&Enum.map/2` or `#Function<1.0/1 in Foo.bar/2>`. */
  readonly text: string;

  constructor(code: Code, text: string) {
    this.code = code;
    this.text = text;
  }
}

export class PidTerm {
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

export class RefTerm {
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

export function isInteger(term: Term): term is bigint {
  return typeof term === "bigint";
}

export function isBinary(term: Term): term is string | Bits {
  return typeof term === "string" || (term instanceof Bits && term.bitSize % 8 === 0);
}
