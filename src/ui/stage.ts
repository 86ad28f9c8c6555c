/** Whoever needs a worker, and can do without it for a while. */
export type Performer = { readonly sleep: () => void };

let onStage: Performer | null = null;

/**
 * A page may hold several simulators, and one worker is enough for its reader: whoever begins to need one takes
 * the stage, and whoever had it falls asleep.
 */
export function enterStage(performer: Performer): void {
  if (onStage === performer) return;
  onStage?.sleep();
  onStage = performer;
}
