import type { ActionGroup } from "./action.ts";
import { networkActions } from "./network-actions.ts";
import type { Scene } from "./scene.ts";
import { type OfNodes, serverActions } from "./server-actions.ts";
import { viewerActions } from "./viewer-actions.ts";

/** What can be done at one moment: to a viewer, to their network, to the server. What could do nothing is left out. */
export function actionGroups(scene: Scene, ofNodes: OfNodes | null = null): readonly ActionGroup[] {
  return [viewerActions(scene), networkActions(scene), serverActions(scene, ofNodes)];
}
