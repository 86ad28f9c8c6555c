export type TabMove = "next" | "previous" | "first" | "last";

const MOVES: ReadonlyMap<string, TabMove> = new Map([
  ["ArrowRight", "next"],
  ["ArrowLeft", "previous"],
  ["Home", "first"],
  ["End", "last"],
]);

/** What a key does in a row of tabs (WAI-ARIA Authoring Practices, "Tabs"); null: it is none of the row's. */
export function moveOf(press: {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}): TabMove | null {
  if (press.altKey || press.ctrlKey || press.metaKey || press.shiftKey) return null;
  return MOVES.get(press.key) ?? null;
}

/** The tab that a move leads to: round and round. The one itself in a row without it. */
export function tabAfter<Id extends string>(
  tabs: readonly { readonly id: Id }[],
  selected: Id,
  move: TabMove,
): Id {
  const here = tabs.findIndex(({ id }) => id === selected);
  const places: { readonly [move in TabMove]: number } = {
    next: (here + 1) % tabs.length,
    previous: (here - 1 + tabs.length) % tabs.length,
    first: 0,
    last: tabs.length - 1,
  };
  return tabs[places[move]]?.id ?? selected;
}
