import type { SimulatorProps } from "../simulator/mount.tsx";
import { playgroundAddress } from "./address.ts";

/** A simulator as the build has drawn it: one file for each scenario, fetched when it is chosen. */
export type DrawnSimulator = {
  readonly props: SimulatorProps;
  /** The steps of the run as list items of HTML. */
  readonly steps: string;
};

/** Fetches a scenario of the site. Rejects when it does not come. */
export async function fetchScenario(id: string): Promise<DrawnSimulator> {
  const answer = await fetch(playgroundAddress(`${id}.json`));
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.json() as Promise<DrawnSimulator>; // src/pages/playground/[scenario].json.ts writes this type
}
