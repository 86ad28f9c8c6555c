import type { Look } from "../diagram/use-diagram.ts";

export type Command = "back" | "forward" | "start" | "end" | "toggle" | "previous" | "next" | "keys";

/** What a key asks of the simulator: to move through the run, or to look at the diagram otherwise. */
export type Wish = Command | Look;

/** The keys of each wish; the sheet of shortcuts (keys/shortcuts.ts) has words for all of them. */
export const KEYS: { readonly [wish in Wish]: readonly string[] } = {
  back: ["ArrowLeft"],
  forward: ["ArrowRight"],
  start: ["Home"],
  end: ["End"],
  toggle: [" "],
  previous: ["p"],
  next: ["n"],
  keys: ["?"],
  nearer: ["+", "="],
  farther: ["-"],
  whole: ["0"],
};

/** What of a pressed key matters: a `KeyboardEvent` has it all. */
export type KeyPress = {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
};

/** What had the focus, as an element says it of itself. */
export type KeyTarget = {
  readonly tagName: string;
  readonly type?: string;
  readonly isContentEditable?: boolean;
};

export function isLook(wish: Wish): wish is Look {
  return wish === "nearer" || wish === "farther" || wish === "whole";
}

/**
 * What a key pressed inside the simulator asks for, null when the key is not the simulator's: a field that takes text
 * or has its own use for arrows keeps its keys, and Space belongs to whatever it would press.
 */
export function wishOf(press: KeyPress, target: KeyTarget): Wish | null {
  const { key } = press;
  // Of what is printed on a key, Shift may be a part.
  if (press.altKey || press.ctrlKey || press.metaKey || (press.shiftKey && key.length > 1)) return null;
  // The keys of the table are its own wishes.
  const wish = (Object.keys(KEYS) as Wish[]).find((one) => KEYS[one].includes(key));
  if (wish === undefined || target.isContentEditable) return null;
  switch (target.tagName.toLowerCase()) {
    case "textarea":
    case "select":
      return null;
    case "input":
      switch (target.type) {
        // The scrubber moves by itself with arrows. It would with Home and End, too, but only over the steps drawn so
        // far: when another run is on its way, its end is meant.
        case "range":
          return wish === "back" || wish === "forward" ? null : wish;
        case "radio":
        case "checkbox":
          return isLook(wish) ? wish : null;
        case "button":
          return wish === "toggle" ? null : wish;
        default:
          return null;
      }
    case "button":
    case "summary":
    case "a":
      return wish === "toggle" ? null : wish;
    default:
      return wish;
  }
}
