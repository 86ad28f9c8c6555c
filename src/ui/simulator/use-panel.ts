import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ClientId } from "../../trace/ids.ts";
import type { Cast, Participant } from "../cast.ts";
import type { Conversation } from "./conversation.ts";
import type { PanelId } from "./panels.ts";

/** What a panel is drawn from. */
export type PanelProps = {
  readonly id: string;
  /** What the simulator is about. */
  readonly title: string;
  readonly cast: Cast;
  /** The viewer to act on and to look into; there is none before the first has come. */
  readonly participant: Participant | undefined;
  /** The choice of that viewer. */
  readonly viewers: JSX.Element;
  readonly onViewer: (client: ClientId) => void;
  /** It has the run and the step that are shown. */
  readonly conversation: Conversation;
};

type Panel = ComponentType<PanelProps>;

const LOADS: { readonly [panel in PanelId]?: () => Promise<Panel> } = {
  act: async () => (await import("../acting/action-panel.tsx")).Panel,
  code: async () => (await import("./code-panel.tsx")).Panel,
  charts: async () => (await import("./chart-panel.tsx")).Panel,
  client: async () => (await import("./client-panel.tsx")).Panel,
  wire: async () => (await import("./wire-panel.tsx")).Panel,
  processes: async () => (await import("./process-panel.tsx")).Panel,
  presence: async () => (await import("./presence-panel.tsx")).Panel,
  compare: async () => (await import("./compare-panel.tsx")).Panel,
};

const loaded = new Map<PanelId, Panel>();

/** A panel, which is loaded when somebody opens it for the first time; null until it is there. */
export function usePanel(panel: PanelId): Panel | null {
  const [, setCame] = useState(panel);
  useEffect(() => {
    let wanted = true;
    if (!loaded.has(panel)) {
      LOADS[panel]?.().then(
        (one) => {
          loaded.set(panel, one);
          if (wanted) setCame(panel);
        },
        // Without it the panel stays empty; choosing it again tries again.
        () => undefined,
      );
    }
    return () => {
      wanted = false;
    };
  }, [panel]);
  return loaded.get(panel) ?? null;
}
