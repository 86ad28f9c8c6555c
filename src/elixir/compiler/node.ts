/**
 * Compiled code: a JavaScript expression that uses the names of runtime.ts, local variables, and `cx` for the
 * process. What can neither wait nor recurse is plain; anything else holds `yield*` and stands in a generator.
 * Only a node compiled in tail position may have a `TailCall` for its value.
 */
export type Node = {
  readonly plain: boolean;
  /** How deep the calls in it may go on the JavaScript stack; of no account when it is not plain. */
  readonly height: number;
  readonly js: string;
  /** JavaScript of a constant, which may be evaluated anywhere and any number of times. */
  readonly isConstant: boolean;
};

/** Deeper chains of plain calls run as routines, whose depth has no such bound. */
export const MAX_HEIGHT = 12;

export function constant(js: string): Node {
  return { plain: true, height: 0, js, isConstant: true };
}

/** JavaScript made of these parts. */
export function combined(parts: readonly Node[], js: string): Node {
  return {
    plain: parts.every(({ plain }) => plain),
    height: Math.max(0, ...parts.map(({ height }) => height)),
    js,
    isConstant: false,
  };
}

export function plain(js: string): Node {
  return { plain: true, height: 0, js, isConstant: false };
}

export function routine(js: string): Node {
  return { plain: false, height: 0, js, isConstant: false };
}

/** Whether the JavaScript may be written twice: a name, a number, a short text. */
export function isSimple(js: string): boolean {
  return /^([A-Za-z_$][\w$]*(\[\d+\])?|-?\d+n?|\(-\d+n?\)|"[^"\\]{0,20}")$/.test(js);
}

/**
 * A call of a function of the runtime whose arguments are evaluated first and its place marked then, so that
 * an error names the place of this call and not one within an argument.
 */
export function marked(name: string, place: string | null, args: readonly Node[]): Node {
  const written = args.map(({ js }) => js);
  if (place === null) return combined(args, `${name}(${["cx", ...written].join(",")})`);
  if (written.every(isSimple))
    return combined(args, `(cx.at=${place},${name}(${["cx", ...written].join(",")}))`);
  const last = written.length - 1;
  const marking = written.map((js, index) => (index === last ? `L(cx,${place},${js})` : js));
  return combined(args, `${name}(${["cx", ...marking].join(",")})`);
}
