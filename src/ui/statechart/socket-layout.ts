import type { ChartLayout } from "./layout.ts";

/** The socket: its connection, and the two timers beside it. */
export const SOCKET_LAYOUT: ChartLayout = {
  width: 380,
  height: 326,
  regions: {
    connection: {
      x: 1,
      y: 1,
      w: 378,
      h: 152,
      states: { closed: [66, 54], connecting: [304, 54], open: [304, 124], closing: [66, 124] },
      ways: {
        "closed→connecting": { bend: -14, label: [0, -5] },
        "connecting→closed": { bend: -14, label: [0, 13] },
        "connecting→open": { label: [28, 4] },
        "open→closed": { label: [12, 14] },
        "open→closing": { label: [10, 14] },
        "closing→closed": { label: [-26, 4] },
        "connecting→closing": { bend: -12 },
        "open→connecting": { bend: 24 },
        "closing→connecting": { bend: 30 },
      },
    },
    heartbeat: {
      x: 1,
      y: 159,
      w: 186,
      h: 166,
      states: { off: [84, 192], scheduled: [84, 246], awaiting_reply: [84, 300] },
      ways: {
        "off→scheduled": { bend: 10, label: [-30, 4] },
        "scheduled→off": { bend: 10 },
        "scheduled→awaiting_reply": { bend: 10, label: [-22, 4] },
        "awaiting_reply→scheduled": { bend: 10, label: [24, 4] },
        "awaiting_reply→off": { bend: 118, label: [0, 28] },
      },
    },
    reconnect: {
      x: 193,
      y: 159,
      w: 186,
      h: 166,
      states: { off: [286, 192], scheduled: [286, 246], draining: [286, 300] },
      ways: {
        "off→scheduled": { bend: 10, label: [-22, 4] },
        "scheduled→off": { bend: 10, label: [24, 4] },
        "draining→scheduled": { label: [-30, 4] },
        "off→draining": { bend: -118, label: [-6, 30] },
        "draining→off": { bend: -126 },
        "off→off": { side: "right" },
        "draining→draining": { side: "right" },
      },
    },
  },
};
