import type { ChartLayout } from "./layout.ts";

/** The process of one channel on the server. */
export const PROCESS_LAYOUT: ChartLayout = {
  width: 380,
  height: 326,
  regions: {
    "channel process": {
      x: 1,
      y: 1,
      w: 378,
      h: 324,
      states: {
        joining: [64, 92],
        looping: [262, 92],
        closing: [262, 196],
        crashed: [64, 284],
        gone: [262, 284],
      },
      ways: {
        "joining→looping": { label: [-6, -6] },
        "looping→looping": { side: "above", label: [0, -6] },
        "joining→closing": { label: [-16, 14] },
        "joining→crashed": { label: [-26, 4] },
        "joining→gone": { bend: 30 },
        "looping→closing": { label: [24, 4] },
        "looping→crashed": { bend: 24, label: [-8, 22] },
        "looping→gone": { bend: -130, label: [-16, 4] },
        "closing→gone": { label: [22, 4] },
        "closing→crashed": {},
      },
    },
  },
};
