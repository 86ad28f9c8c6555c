import { badArgument } from "../exception.ts";
import { same } from "../order.ts";
import { atom, bool, EMPTY, list, type Term, tuple } from "../term.ts";
import { asItems, libraryModule, pairOf } from "./arguments.ts";

/** A queue as OTP 25 builds it, and `inspect` shows it: its later items backwards, and its first items. */
type Queue = { readonly rear: readonly Term[]; readonly front: readonly Term[] };

function queueOf(term: Term): Queue {
  const pair = pairOf(term);
  if (pair === null) throw badArgument(1, "not a queue");
  return { rear: asItems(pair[0]), front: asItems(pair[1]) };
}

function termOf({ rear, front }: Queue): Term {
  return tuple(list(rear), list(front));
}

const itemsOf = ({ rear, front }: Queue): Term[] => [...front, ...rear.toReversed()];

/** The same queue the other way round. */
const turned = ({ rear, front }: Queue): Queue => ({ rear: front, front: rear });

function withLast({ rear, front }: Queue, item: Term): Queue {
  const isSingle = rear.length === 1 && front.length === 0;
  return isSingle ? { rear: [item], front: rear } : { rear: [item, ...rear], front };
}

/** Its first item and the others; null when it is empty. */
function withoutFirst({ rear, front }: Queue): { readonly item: Term; readonly rest: Queue } | null {
  const [first, ...others] = front;
  if (first === undefined) {
    const items = rear.toReversed();
    const [item, ...more] = items;
    if (item === undefined) return null;
    const last = more.pop();
    return { item, rest: { rear: last === undefined ? [] : [last], front: more } };
  }
  if (others.length > 0 || rear.length < 2) {
    return { item: first, rest: others.length > 0 ? { rear, front: others } : { rear: [], front: rear } };
  }
  // Nothing is left in front, so half of what is behind comes there.
  const kept = rear.length === 2 ? 1 : Math.floor(rear.length / 2) + 1;
  return { item: first, rest: { rear: rear.slice(0, kept), front: rear.slice(kept).toReversed() } };
}

function out(term: Term, turn: (queue: Queue) => Queue): Term {
  const taken = withoutFirst(turn(queueOf(term)));
  if (taken === null) return tuple(atom("empty"), term);
  return tuple(tuple(atom("value"), taken.item), termOf(turn(taken.rest)));
}

function peek(term: Term, index: 0 | -1): Term {
  const item = itemsOf(queueOf(term)).at(index);
  return item === undefined ? atom("empty") : tuple(atom("value"), item);
}

function fromItems(items: readonly Term[]): Term {
  const half = Math.floor(items.length / 2);
  return termOf({ front: items.slice(0, half), rear: items.slice(half).toReversed() });
}

const itself = (queue: Queue): Queue => queue;

export const QUEUE = libraryModule(":queue", {
  "from_list/1": (cx, items) => {
    cx.allocate(asItems(items).length * 2);
    return fromItems(asItems(items));
  },
  "in/2": (cx, item, queue) => {
    cx.allocate(5);
    return termOf(withLast(queueOf(queue), item));
  },
  "in_r/2": (_cx, item, queue) => termOf(turned(withLast(turned(queueOf(queue)), item))),
  "is_empty/1": (_cx, queue) => bool(itemsOf(queueOf(queue)).length === 0),
  "len/1": (_cx, queue) => BigInt(itemsOf(queueOf(queue)).length),
  "member/2": (_cx, item, queue) => bool(itemsOf(queueOf(queue)).some((other) => same(other, item))),
  "new/0": () => tuple(EMPTY, EMPTY),
  "out/1": (_cx, queue) => out(queue, itself),
  "out_r/1": (_cx, queue) => out(queue, turned),
  "peek/1": (_cx, queue) => peek(queue, 0),
  "peek_r/1": (_cx, queue) => peek(queue, -1),
  "to_list/1": (_cx, queue) => list(itemsOf(queueOf(queue))),
});
