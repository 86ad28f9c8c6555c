import type { RunLinkView } from "../../schemas/run-link.ts";

type Show = (view: RunLinkView) => void;

const shown = new Map<string, Show>();

/** Says how the simulator of a scenario is made to show a panel and a viewer. */
export function registerView(simulator: string, show: Show): () => void {
  shown.set(simulator, show);
  return () => shown.delete(simulator);
}

/** Makes a simulator that is awake show what a link says. */
export function showView(simulator: string, view: RunLinkView): void {
  shown.get(simulator)?.(view);
}
