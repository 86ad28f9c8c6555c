import { revealSimulator, withSimulator } from "./turn-to-simulator.ts";

/**
 * Phrases in the text that stand for a step of a run: pointing at one, or tabbing to it, moves the simulator there
 * and marks the lines of code at work. Loaded when somebody turns to the first one (prose-start.ts).
 */

/** Long enough that a pointer on its way across the text moves nothing. */
const POINTING_MS = 140;

let pointing: ReturnType<typeof setTimeout> | undefined;

/** A phrase is pointed at, tabbed to or pressed. */
export function attendTo(phrase: HTMLElement, event: Event): void {
  clearTimeout(pointing);
  if (event.type === "click") {
    follow(phrase, true);
    revealSimulator(phrase.dataset["stepOf"] ?? "");
  } else if (event.type === "focusin") {
    if (phrase.matches(":focus-visible")) follow(phrase, false);
  } else if (event instanceof PointerEvent && event.pointerType === "mouse") {
    pointing = setTimeout(() => {
      if (phrase.matches(":hover")) follow(phrase, false);
    }, POINTING_MS);
  }
}

/** `outright`: the reader asked for it; a pointer that passes by never takes a run of theirs away. */
function follow(phrase: HTMLElement, outright: boolean): void {
  const { stepOf, variant, step } = phrase.dataset;
  if (stepOf === undefined || variant === undefined || step === undefined) return;
  withSimulator(stepOf, (conversation) => {
    if (outright || conversation.session.own === null) conversation.showStep(variant, Number(step));
  });
  markLines(readShown(phrase.dataset["shows"] ?? ""), "is-at-work");
}

/** Marks these lines of the code in the text with a class, and no others. */
export function markLines(shown: readonly ShownLines[], mark: string): void {
  for (const line of document.querySelectorAll(`.line.${mark}`)) line.classList.remove(mark);
  for (const { file, from, to } of shown) {
    for (const line of document.querySelectorAll<HTMLElement>(`[data-file="${file}"] .line`)) {
      const number = Number(line.dataset["line"]);
      if (number >= from && number <= to) line.classList.add(mark);
    }
  }
}

export type ShownLines = { readonly file: string; readonly from: number; readonly to: number };

/** Reads `data-shows` of a phrase, `contiguous.js:22 user_socket.ex:3-5`; what does not read so is left out. */
export function readShown(text: string): readonly ShownLines[] {
  return text.split(" ").flatMap((part) => {
    const [, file, from, to] = /^([\w.-]+):(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (file === undefined || from === undefined) return [];
    return [{ file, from: Number(from), to: Number(to ?? from) }];
  });
}
