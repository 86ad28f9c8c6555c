import { HASH } from "./run-hash.ts";

/** Where the run of a link is to be shown: the id of a simulator, which may still be on its way; null: nowhere. */
export type SimulatorFor = (scenario: string, variant: string) => string | null;

/** Listens for links to a run, those that the page was opened with and those that are put into its address later. */
export function followRunLinks(page: Document, simulatorFor: SimulatorFor = drawnOn(page)): void {
  const open = async (): Promise<void> => {
    const { hash } = page.location;
    if (!hash.startsWith(HASH)) return;
    const { openRunLink } = await import("./run-opener.ts");
    openRunLink(page, hash, simulatorFor);
  };
  addEventListener("hashchange", open);
  open();
}

/** A simulator that shows the variant alone, else the scenario's. */
function drawnOn(page: Document): SimulatorFor {
  return (scenario, variant) =>
    [`${scenario}-${variant}`, scenario].find((id) => page.getElementById(`simulator-${id}`) !== null) ??
    null;
}
