/** What can stand below the diagram: first what there is to see and to do, then what there is to look into. */
export const PANELS = [
  { id: "viewers", label: "Viewers" },
  { id: "act", label: "Take over" },
  { id: "code", label: "Code" },
  { id: "charts", label: "Statecharts" },
  { id: "client", label: "Client" },
  { id: "wire", label: "Wire" },
  { id: "processes", label: "Processes" },
  { id: "presence", label: "Presence" },
  { id: "compare", label: "Compare" },
] as const;

export type PanelId = (typeof PANELS)[number]["id"];

/** What is only known of a run that can be run again. */
const OF_LIVE_RUNS: readonly PanelId[] = ["act", "code", "client", "processes", "presence"];

/** The panels of a run: one from a file has what can be known without running it. */
export function panelsOf(run: {
  readonly lookOnly: boolean;
  /** Whether there is another run to compare it with. */
  readonly own: boolean;
  /** Whether anybody is tracked in it. */
  readonly presence: boolean;
}): readonly (typeof PANELS)[number][] {
  return PANELS.filter(({ id }) => {
    if (run.lookOnly && OF_LIVE_RUNS.includes(id)) return false;
    if (id === "compare") return run.own && !run.lookOnly;
    return id !== "presence" || run.presence;
  });
}
