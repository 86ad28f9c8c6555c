import { KEYS, type Wish } from "../simulator/keyboard.ts";

/** One key, or several that do the same, and what for. */
export type Shortcut = { readonly keys: readonly string[]; readonly does: string };
export type ShortcutGroup = { readonly title: string; readonly shortcuts: readonly Shortcut[] };

/** What each key of the simulator does, in words. One that is missing here does not compile. */
const WISHES: { readonly [wish in Wish]: string } = {
  back: "one step back",
  forward: "one step forward",
  start: "to the start",
  end: "to the end",
  toggle: "play, and pause",
  previous: "to the step before that you jump to, such as the frame before",
  next: "to the next step of that kind",
  keys: "this sheet",
  nearer: "nearer: time takes more room",
  farther: "farther away",
  whole: "the whole run at once",
};

/** Every key of the simulator. They work while the focus is in it; a field keeps its keys for itself. */
export const SHORTCUTS: readonly ShortcutGroup[] = [
  {
    title: "Through the run",
    shortcuts: (["back", "forward", "start", "end", "toggle", "previous", "next", "keys"] as const).map(
      shortcutOf,
    ),
  },
  {
    title: "The diagram",
    shortcuts: [
      ...(["nearer", "farther", "whole"] as const).map(shortcutOf),
      { keys: ["Enter"], does: "pick the current step: what led to it and what followed stays lit" },
      { keys: ["Escape"], does: "let go of it" },
    ],
  },
  {
    title: "The panel of code",
    shortcuts: [{ keys: [",", "."], does: "one line back, one line on" }],
  },
  {
    title: "A state of a statechart",
    shortcuts: [{ keys: ["Enter", "Space"], does: "the steps at which it was entered" }],
  },
  {
    title: "The row of tabs",
    shortcuts: [{ keys: ["←", "→"], does: "the tab before, the tab after" }],
  },
  {
    title: "Everywhere on the page",
    shortcuts: [{ keys: ["/"], does: "search the lessons" }],
  },
];

function shortcutOf(wish: Wish): Shortcut {
  return { keys: KEYS[wish].map(shown), does: WISHES[wish] };
}

/** A key as it is written on the keyboard. */
function shown(key: string): string {
  const names: { readonly [key: string]: string } = { ArrowLeft: "←", ArrowRight: "→", " ": "Space" };
  return names[key] ?? key;
}
