import type { Action, ActionGroup } from "./action.ts";
import { networkRare } from "./network-rare.ts";
import type { Scene } from "./scene.ts";
import { serverRare } from "./server-rare.ts";
import { viewerRare } from "./viewer-rare.ts";

/** The rarer actions of a group. */
export function rareActions(group: ActionGroup["id"], scene: Scene): readonly Action[] {
  switch (group) {
    case "viewer":
      return viewerRare(scene);
    case "network":
      return networkRare(scene);
    case "server":
      return serverRare(scene);
  }
}
