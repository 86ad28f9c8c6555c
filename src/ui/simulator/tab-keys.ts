import type { KeyPress } from "./keyboard.ts";

/**
 * The tab that a key leads to in a row of tabs (WAI-ARIA Authoring Practices, "Tabs"), round and round; null: the key is
 * none of the row's.
 */
export function tabAfter<Id extends string>(
  tabs: readonly { readonly id: Id }[],
  selected: Id,
  { key, altKey, ctrlKey, metaKey, shiftKey }: KeyPress,
): Id | null {
  if (altKey || ctrlKey || metaKey || shiftKey) return null;
  const here = tabs.findIndex(({ id }) => id === selected);
  const places = new Map([
    ["ArrowRight", (here + 1) % tabs.length],
    ["ArrowLeft", here - 1],
    ["Home", 0],
    ["End", -1],
  ]);
  // A place before the first is counted from the end.
  return tabs.at(places.get(key) ?? tabs.length)?.id ?? null;
}
