import type { Chart } from "./chart.ts";

/** One push of the client; a join is a push as well (`pushConfig` in src/machines/push.ts). */
export const PUSH_CHART: Chart<"push"> = {
  name: "push",
  width: 240,
  height: 250,
  regions: [
    {
      id: "push",
      label: "push",
      x: 1,
      y: 1,
      w: 238,
      h: 248,
      nodes: [
        { id: "idle", x: 120, y: 30, w: 44 },
        { id: "channel_buffered", x: 68, y: 92, w: 120 },
        { id: "socket_buffered", x: 178, y: 132, w: 114 },
        { id: "dropped", x: 198, y: 62, w: 62 },
        { id: "sent", x: 104, y: 176, w: 44 },
        { id: "replied", x: 52, y: 226, w: 60 },
        { id: "timed_out", x: 180, y: 226, w: 74 },
      ],
      edges: [
        { from: "idle", to: "channel_buffered", label: "not joined", bend: 0, shift: [-34, 0] },
        { from: "idle", to: "socket_buffered", label: "not open", bend: -12, shift: [30, -8] },
        { from: "idle", to: "sent", label: "sent", bend: -26, shift: [2, -42] },
        { from: "channel_buffered", to: "sent", label: "joined", bend: 0, shift: [-20, 6] },
        { from: "socket_buffered", to: "sent", label: "opened", bend: 0, shift: [22, 10] },
        { from: "socket_buffered", to: "timed_out", label: "10 s", bend: 0, shift: [14, 3] },
        { from: "sent", to: "replied", label: "reply", bend: 0, shift: [-18, 1] },
        { from: "sent", to: "timed_out", label: "10 s", bend: 0, shift: [-8, 11] },
        { from: "idle", to: "dropped", label: "", bend: -8, rare: true },
        { from: "socket_buffered", to: "dropped", label: "", bend: 0, rare: true },
        { from: "dropped", to: "timed_out", label: "", bend: -30, rare: true },
        { from: "dropped", to: "idle", label: "", bend: -16, rare: true },
        { from: "channel_buffered", to: "timed_out", label: "", bend: 0, rare: true },
        { from: "socket_buffered", to: "replied", label: "", bend: 0, rare: true },
        { from: "socket_buffered", to: "idle", label: "", bend: -30, rare: true },
        { from: "sent", to: "idle", label: "", bend: 0, rare: true },
        { from: "replied", to: "idle", label: "", bend: 60, rare: true },
        { from: "timed_out", to: "idle", label: "", bend: -70, rare: true },
      ],
    },
  ],
};
