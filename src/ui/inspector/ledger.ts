/** What became of a value in the step. */
export type LedgerMark = "new" | "changed" | "gone";

/** One value. Texts hold code words between backticks. */
export type LedgerFact = {
  readonly name: string;
  readonly value: string;
  /** What it was before the step; null when the step has not changed it. */
  readonly was: string | null;
  /** A remark; empty for none. */
  readonly about: string;
};

export type LedgerItem = {
  readonly key: string;
  readonly text: string;
  readonly about: string;
  readonly mark: LedgerMark | null;
  /** How much is left of something that runs out, from 0 to 1. */
  readonly left?: number;
};

/** Several of a kind, with those that the step has taken away. */
export type LedgerList = {
  readonly title: string;
  /** What stands there when there is none. */
  readonly empty: string;
  readonly items: readonly LedgerItem[];
};

export type LedgerBlock = {
  readonly key: string;
  readonly title: string;
  readonly mark: LedgerMark | null;
  readonly facts: readonly LedgerFact[];
  readonly lists: readonly LedgerList[];
};

/** A value, told with what it was; `before` is undefined when nothing was there to have one. */
export function fact(name: string, value: string, before: string | undefined, about = ""): LedgerFact {
  return { name, value, was: before === undefined || before === value ? null : before, about };
}

/**
 * What there is now, each told apart from what there was by its key, and after it what there is no more. `before` is
 * null when nothing was there to have any: then all of it is new, and there is no use in saying so.
 */
export function itemsOf<Thing>(
  now: readonly Thing[],
  before: readonly Thing[] | null,
  tell: (thing: Thing) => Omit<LedgerItem, "mark">,
): readonly LedgerItem[] {
  const told = now.map(tell);
  if (before === null) return told.map((item) => ({ ...item, mark: null }));
  const old = new Map(before.map((thing) => [tell(thing).key, tell(thing)]));
  const keys = new Set(told.map(({ key }) => key));
  return [
    ...told.map((item) => ({ ...item, mark: markOf(item, old.get(item.key)) })),
    ...[...old.values()].filter(({ key }) => !keys.has(key)).map((item) => gone(item)),
  ];
}

function markOf(
  item: Omit<LedgerItem, "mark">,
  before: Omit<LedgerItem, "mark"> | undefined,
): LedgerMark | null {
  if (before === undefined) return "new";
  return before.text === item.text ? null : "changed";
}

// What is said about it holds no more.
function gone({ key, text }: Omit<LedgerItem, "mark">): LedgerItem {
  return { key: `gone ${key}`, text, about: "", mark: "gone" };
}
