/** What can stand below the diagram: first what there is to see and to do, then what there is to look into. */
export const PANELS = [
  { id: "viewers", label: "Viewers" },
  { id: "act", label: "Take over" },
  { id: "code", label: "Code" },
  { id: "charts", label: "Statecharts" },
  { id: "client", label: "Client" },
  { id: "wire", label: "Wire" },
  { id: "processes", label: "Processes" },
] as const;

/** Below a run that comes from a file: what can be known without running it. */
export const PANELS_OF_SAVED_RUN = PANELS.filter(
  ({ id }) => !["act", "code", "client", "processes"].includes(id),
);

/** The same below a run that is not the script's. */
export const PANELS_OF_OWN_RUN = [...PANELS, { id: "compare", label: "Compare" }] as const;

export type PanelId = (typeof PANELS_OF_OWN_RUN)[number]["id"];
