import { type FunctionCode, TailCall } from "../code.ts";
import type { Context } from "../context.ts";
import type { Place } from "../exception.ts";
import type { Routine } from "../host.ts";
import type { Term } from "../term.ts";

/** The variables of a running function: arguments first, then whatever it binds. */
export type Frame = Term[];

/**
 * Compiled code. What can neither wait nor recurse is a plain function; anything else is a generator. Only a
 * node compiled in tail position returns a `TailCall`.
 */
export type Node = PlainNode | RoutineNode;

export type PlainNode = {
  readonly plain: true;
  /** How deep the calls in it may go. */
  readonly height: number;
  readonly run: (cx: Context, frame: Frame) => Term;
  /** The value, when it is always the same. */
  readonly constant?: Term;
};

export type RoutineNode = {
  readonly plain: false;
  readonly run: (cx: Context, frame: Frame) => Routine<Term | TailCall>;
};

/** Deeper chains of plain calls run as routines, whose depth has no such bound. */
export const MAX_HEIGHT = 12;

export function constant(term: Term): PlainNode {
  return { plain: true, height: 0, run: () => term, constant: term };
}

export function plain(height: number, run: PlainNode["run"]): PlainNode {
  return { plain: true, height, run };
}

export function routine(run: RoutineNode["run"]): RoutineNode {
  return { plain: false, run };
}

/** The height of nodes that are all plain; null when one is not. */
export function heightOf(nodes: readonly Node[]): number | null {
  let height = 0;
  for (const node of nodes) {
    if (!node.plain) return null;
    if (node.height > height) height = node.height;
  }
  return height;
}

/** Runs a node that is not in tail position: `node.plain ? node.run(…) : yield* node.run(…)`. */
export function* evaluate(node: Node, cx: Context, frame: Frame): Routine<Term> {
  return (node.plain ? node.run(cx, frame) : yield* node.run(cx, frame)) as Term; // no tail position, no TailCall
}

/** Evaluates the parts from left to right and gives their values to `make`. */
export function strict(nodes: readonly Node[], make: (cx: Context, values: Term[]) => Term): Node {
  const height = heightOf(nodes);
  const [first, second] = nodes as readonly PlainNode[]; // used as such only where a height says so
  if (height !== null && nodes.length === 1 && first !== undefined) {
    return plain(height, (cx, frame) => make(cx, [first.run(cx, frame)]));
  }
  if (height !== null && nodes.length === 2 && first !== undefined && second !== undefined) {
    return plain(height, (cx, frame) => make(cx, [first.run(cx, frame), second.run(cx, frame)]));
  }
  if (height !== null) {
    const plainNodes = nodes as readonly PlainNode[]; // a height says that all are
    return plain(height, (cx, frame) =>
      make(
        cx,
        plainNodes.map((node) => node.run(cx, frame)),
      ),
    );
  }
  return routine(function* (cx, frame) {
    return make(cx, yield* values(nodes, cx, frame));
  });
}

/** As `strict` for two parts, without an array between. */
export function strict2(a: Node, b: Node, make: (cx: Context, a: Term, b: Term) => Term): Node {
  if (a.plain && b.plain) {
    if (a.constant !== undefined && b.constant === undefined) {
      const left = a.constant;
      return plain(b.height, (cx, frame) => make(cx, left, b.run(cx, frame)));
    }
    if (b.constant !== undefined) {
      const right = b.constant;
      return plain(a.height, (cx, frame) => make(cx, a.run(cx, frame), right));
    }
    return plain(Math.max(a.height, b.height), (cx, frame) => make(cx, a.run(cx, frame), b.run(cx, frame)));
  }
  return routine(function* (cx, frame) {
    const left = yield* evaluate(a, cx, frame);
    return make(cx, left, yield* evaluate(b, cx, frame));
  });
}

export function strict1(a: Node, make: (cx: Context, a: Term) => Term): Node {
  if (a.plain) return plain(a.height, (cx, frame) => make(cx, a.run(cx, frame)));
  return routine(function* (cx, frame) {
    return make(cx, yield* evaluate(a, cx, frame));
  });
}

export function* values(nodes: readonly Node[], cx: Context, frame: Frame): Routine<Term[]> {
  const found: Term[] = [];
  for (const node of nodes) {
    found.push((node.plain ? node.run(cx, frame) : yield* node.run(cx, frame)) as Term); // arguments are in no tail position
  }
  return found;
}

/** A call of a function that is known now, or will be when the call is made (`target.code`). */
export function call(
  target: { readonly code: FunctionCode | null },
  args: readonly Node[],
  place: Place,
  tail: boolean,
): Node {
  const { code } = target;
  const height = heightOf(args);
  if (code?.plain === true && height !== null && code.height < MAX_HEIGHT) {
    const plainArgs = args as readonly PlainNode[]; // a height says that all are
    const { run } = code;
    return plain(Math.max(height, code.height + 1), (cx, frame) => {
      const given = plainArgs.map((arg) => arg.run(cx, frame));
      cx.at = place;
      cx.spend(1);
      return run(cx, given, []);
    });
  }
  const known = () => target.code as FunctionCode; // compiled by the time that anything runs
  return routine(function* (cx, frame) {
    const given = yield* values(args, cx, frame);
    cx.at = place;
    if (tail) return new TailCall(known(), given, []);
    return yield* cx.invoke(known(), given, []);
  });
}

/** Chooses one of two by what the first says. */
export function branch(test: Node, choose: (term: Term) => boolean, yes: Node, no: Node): Node {
  if (test.plain && yes.plain && no.plain) {
    const height = Math.max(test.height, yes.height, no.height);
    return plain(height, (cx, frame) => (choose(test.run(cx, frame)) ? yes : no).run(cx, frame));
  }
  return routine(function* (cx, frame) {
    const tested = test.plain ? test.run(cx, frame) : yield* evaluate(test, cx, frame);
    const chosen = choose(tested) ? yes : no;
    return chosen.plain ? chosen.run(cx, frame) : yield* chosen.run(cx, frame);
  });
}

/** One after the other; the value is the last one's. */
export function sequence(nodes: readonly Node[]): Node {
  const [only] = nodes;
  if (only !== undefined && nodes.length === 1) return only;
  const last = nodes.at(-1);
  if (last === undefined) throw new Error("a sequence of nothing");
  const before = nodes.slice(0, -1);
  const height = heightOf(nodes);
  if (height !== null && last.plain) {
    return plain(height, (cx, frame) => {
      for (const node of before) node.run(cx, frame);
      return last.run(cx, frame);
    });
  }
  return routine(function* (cx, frame) {
    for (const node of before) {
      if (node.plain) node.run(cx, frame);
      else yield* node.run(cx, frame);
    }
    return last.plain ? last.run(cx, frame) : yield* last.run(cx, frame);
  });
}

/** Raises at its place. */
export function raising(place: Place, make: (cx: Context) => unknown): PlainNode {
  return plain(0, (cx) => {
    cx.at = place;
    throw make(cx);
  });
}
