import type { Chart } from "./chart.ts";

/** The socket: its connection, and the two timers beside it (`socketConfig` in src/machines/socket.ts). */
export const SOCKET_CHART: Chart<"connection" | "heartbeat" | "reconnect"> = {
  name: "socket",
  width: 240,
  height: 250,
  regions: [
    {
      id: "connection",
      label: "connection",
      x: 1,
      y: 1,
      w: 238,
      h: 116,
      nodes: [
        { id: "closed", x: 44, y: 38, w: 54 },
        { id: "connecting", x: 186, y: 38, w: 78 },
        { id: "open", x: 186, y: 96, w: 44 },
        { id: "closing", x: 44, y: 96, w: 60 },
      ],
      edges: [
        { from: "closed", to: "connecting", label: "connect()", bend: -9, shift: [0, -4] },
        { from: "connecting", to: "closed", label: "failed", bend: -9, shift: [0, 9] },
        { from: "connecting", to: "open", label: "opened", bend: 0, shift: [20, 3] },
        { from: "open", to: "closed", label: "lost", bend: 0, shift: [16, 10] },
        { from: "open", to: "closing", label: "close()", bend: 0, shift: [0, 11] },
        { from: "closing", to: "closed", label: "closed", bend: 0, shift: [-19, 3] },
        { from: "connecting", to: "closing", label: "", bend: 0, rare: true },
        { from: "open", to: "connecting", label: "", bend: -18, rare: true },
        { from: "closing", to: "connecting", label: "", bend: 14, rare: true },
      ],
    },
    {
      id: "heartbeat",
      label: "heartbeat",
      x: 1,
      y: 123,
      w: 120,
      h: 126,
      nodes: [
        { id: "off", x: 74, y: 146, w: 36 },
        { id: "scheduled", x: 66, y: 186, w: 74 },
        { id: "awaiting_reply", x: 66, y: 230, w: 104 },
      ],
      edges: [
        { from: "off", to: "scheduled", label: "", bend: 6 },
        { from: "scheduled", to: "off", label: "", bend: 6 },
        { from: "scheduled", to: "awaiting_reply", label: "30 s", bend: 9, shift: [-12, 3] },
        { from: "awaiting_reply", to: "scheduled", label: "reply", bend: 9, shift: [14, 3] },
        { from: "awaiting_reply", to: "off", label: "", bend: -84, rare: true },
      ],
    },
    {
      id: "reconnect",
      label: "reconnect",
      x: 126,
      y: 123,
      w: 113,
      h: 126,
      nodes: [
        { id: "off", x: 204, y: 146, w: 36 },
        { id: "scheduled", x: 184, y: 186, w: 74 },
        { id: "draining", x: 184, y: 230, w: 68 },
      ],
      edges: [
        { from: "off", to: "scheduled", label: "lost", bend: 8, shift: [-13, 3] },
        { from: "scheduled", to: "off", label: "fired", bend: 8, shift: [16, 2] },
        { from: "draining", to: "scheduled", label: "drained", bend: 0, shift: [22, 3] },
        { from: "off", to: "draining", label: "", bend: 84, rare: true },
        { from: "draining", to: "off", label: "", bend: -64, rare: true },
      ],
    },
  ],
};
