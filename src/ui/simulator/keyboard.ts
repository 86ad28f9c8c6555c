import type { Look } from "../diagram/use-diagram.ts";

export type Command = "back" | "forward" | "start" | "end" | "toggle" | "previous" | "next" | "keys";

/** What had the focus when a key was pressed, as far as it matters. */
export type KeyTarget = {
  /** Lower case. */
  readonly tag: string;
  /** `type` of an input, else empty. */
  readonly type: string;
  readonly editable: boolean;
};

export type KeyPress = {
  readonly key: string;
  readonly modified: boolean;
  readonly target: KeyTarget;
};

/** The key of each command; the sheet of shortcuts (keys/shortcuts.ts) has words for all of them. */
export const KEYS: { readonly [command in Command]: string } = {
  back: "ArrowLeft",
  forward: "ArrowRight",
  start: "Home",
  end: "End",
  toggle: " ",
  previous: "p",
  next: "n",
  keys: "?",
};

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  // The keys of the map are its own commands.
  Object.entries(KEYS).map(([command, key]) => [key, command as Command]),
);

/** The keys that change how the diagram is looked at. */
export const LOOK_KEYS: { readonly [look in Look]: readonly string[] } = {
  nearer: ["+", "="],
  farther: ["-"],
  whole: ["0"],
};

const LOOKS: ReadonlyMap<string, Look> = new Map(
  // The keys of the map are its own looks.
  Object.entries(LOOK_KEYS).flatMap(([look, keys]) => keys.map((key) => [key, look as Look] as const)),
);

/** How a key pressed inside the simulator changes the look at the diagram; null when it does not. */
export function lookOf({ key, modified, target }: KeyPress): Look | null {
  return modified || isForTyping(target) ? null : (LOOKS.get(key) ?? null);
}

function isForTyping({ tag, type, editable }: KeyTarget): boolean {
  if (editable || tag === "textarea" || tag === "select") return true;
  return tag === "input" && type !== "range" && type !== "button" && type !== "radio" && type !== "checkbox";
}

/**
 * The command of a key pressed inside the simulator, null when the key is not the simulator's: a field that
 * takes text or has its own use for arrows keeps all its keys, and Space belongs to whatever it would press.
 */
export function commandOf({ key, modified, target }: KeyPress): Command | null {
  if (modified || target.editable) return null;
  const command = COMMANDS.get(key) ?? null;
  if (command === null) return null;
  if (target.tag === "textarea" || target.tag === "select") return null;
  if (target.tag === "input" && target.type !== "range" && target.type !== "button") return null;
  // The scrubber moves by itself with arrows. It would with Home and End, too, but only over the steps drawn so
  // far: when another run is on its way, its end is meant.
  if (target.tag === "input" && target.type === "range") {
    return command === "back" || command === "forward" ? null : command;
  }
  const pressable =
    target.tag === "button" || target.tag === "summary" || target.tag === "a" || target.tag === "input";
  if (command === "toggle" && pressable) return null;
  return command;
}
