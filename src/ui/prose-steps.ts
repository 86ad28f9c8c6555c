/**
 * Phrases in the text that stand for a step of a run: pointing at one, or tabbing to it, moves the simulator there
 * and marks the lines of code at work. Without scripts they are plain anchors.
 */

/** A step of a script's run, told by its place among the stops. */
export type StepWish = {
  readonly variant: string;
  readonly step: number;
  /** Whether the reader asked for it outright; a pointer that passes by never takes a run of theirs away. */
  readonly outright: boolean;
};

type Listener = (wish: StepWish) => void;

const listeners = new Map<string, Listener>();
const waiting = new Map<string, StepWish>();

/** A simulator tells how to fulfil wishes; one that was made before it woke up is fulfilled at once. */
export function onStepWish(simulator: string, listener: Listener): () => void {
  listeners.set(simulator, listener);
  const early = waiting.get(simulator);
  waiting.delete(simulator);
  if (early !== undefined) listener(early);
  return () => listeners.delete(simulator);
}

/** Long enough that a pointer on its way across the text moves nothing. */
const POINTING_MS = 140;

/** Listens to the whole document. `wake` brings a simulator to life that has not been near the screen yet. */
export function followPhrases(root: Document, wake: (simulator: string) => void): void {
  let pointing: ReturnType<typeof setTimeout> | undefined;
  const wish = (phrase: HTMLElement, outright: boolean): void => {
    const { stepOf, variant, step } = phrase.dataset;
    if (stepOf === undefined || variant === undefined || step === undefined) return;
    const wanted = { variant, step: Number(step), outright };
    const listener = listeners.get(stepOf);
    if (listener === undefined) {
      waiting.set(stepOf, wanted);
      wake(stepOf);
    } else listener(wanted);
    markLines(root, phrase);
  };
  root.addEventListener("pointerover", (event) => {
    clearTimeout(pointing);
    const phrase = phraseAt(event);
    if (phrase !== null && event.pointerType === "mouse") {
      pointing = setTimeout(() => wish(phrase, false), POINTING_MS);
    }
  });
  root.addEventListener("focusin", (event) => {
    const phrase = phraseAt(event);
    if (phrase?.matches(":focus-visible")) wish(phrase, false);
  });
  root.addEventListener("click", (event) => {
    const phrase = phraseAt(event);
    if (phrase === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    wish(phrase, true);
    const place = root.getElementById(`simulator-${phrase.dataset["stepOf"]}`);
    const { top = 0, bottom = 0 } = place?.getBoundingClientRect() ?? {};
    const inView = top < innerHeight * 0.6 && bottom > innerHeight * 0.4;
    if (!inView) place?.scrollIntoView({ block: "start" });
  });
}

function phraseAt({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("a[data-step-of]") : null;
}

/** `data-shows` of a phrase: `file:from-to` or `file:line`, several with blanks between. */
function markLines(root: Document, phrase: HTMLElement): void {
  for (const line of root.querySelectorAll(".line.is-at-work")) line.classList.remove("is-at-work");
  for (const { file, from, to } of readShown(phrase.dataset["shows"] ?? "")) {
    for (const line of root.querySelectorAll<HTMLElement>(`[data-file="${file}"] .line`)) {
      const number = Number(line.dataset["line"]);
      if (number >= from && number <= to) line.classList.add("is-at-work");
    }
  }
}

export type ShownLines = { readonly file: string; readonly from: number; readonly to: number };

/** Reads `contiguous.js:22 user_socket.ex:3-5`; what does not read so is left out. */
export function readShown(text: string): readonly ShownLines[] {
  return text.split(" ").flatMap((part) => {
    const [, file, from, to] = /^([\w.-]+):(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (file === undefined || from === undefined) return [];
    return [{ file, from: Number(from), to: Number(to ?? from) }];
  });
}
