import type { ChartLayout } from "./layout.ts";

/** The channel of the client, with its rejoin timer, and whether `join()` was called. */
export const CHANNEL_LAYOUT: ChartLayout = {
  width: 380,
  height: 326,
  regions: {
    state: {
      x: 1,
      y: 1,
      w: 378,
      h: 214,
      states: {
        closed: [58, 50],
        joining: [316, 50],
        errored: [182, 120],
        joined: [316, 186],
        leaving: [58, 186],
      },
      ways: {
        "closed→joining": { bend: -8, label: [0, -4] },
        "joining→joined": { label: [16, 4] },
        "joining→errored": { bend: 10, label: [-40, -2] },
        "errored→joining": { bend: 10, label: [28, 12] },
        "joined→errored": { label: [22, -4] },
        "joined→leaving": { bend: 6, label: [0, 13] },
        "leaving→closed": { label: [-28, 4] },
        "closed→leaving": { bend: -22 },
        "closed→errored": { bend: 8 },
        "errored→closed": { bend: 8 },
        "errored→leaving": {},
        "joining→closed": { bend: -16 },
        "joining→leaving": { bend: 50 },
        "joined→closed": { bend: 44 },
      },
    },
    rejoin: {
      x: 1,
      y: 221,
      w: 226,
      h: 104,
      states: { off: [46, 286], scheduled: [166, 286] },
      ways: {
        "off→scheduled": { bend: -12, label: [-6, -3] },
        "scheduled→off": { bend: -12, label: [-6, 13] },
        "off→off": { side: "above" },
      },
    },
    join: {
      label: "join() called",
      x: 233,
      y: 221,
      w: 146,
      h: 104,
      states: { not_called: [306, 260], called: [306, 306] },
      ways: { "not_called→called": {} },
    },
  },
};
