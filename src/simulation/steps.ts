/**
 * Something that takes a world on, step by step. It pauses after a step in which code of the reader's ran, whose promises
 * may want their turn before the next one; whoever goes through it decides what happens then. The site's own pages make
 * no promises, and their runs never pause.
 */
export type Steps<Result> = Generator<void, Result, void>;

/** Goes through all of it in one go. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
