import type { ChartLayout } from "./layout.ts";

/** One push of the client; a join and a leave are pushes as well. */
export const PUSH_LAYOUT: ChartLayout = {
  width: 380,
  height: 326,
  regions: {
    push: {
      x: 1,
      y: 1,
      w: 378,
      h: 324,
      states: {
        idle: [190, 32],
        channel_buffered: [88, 108],
        socket_buffered: [272, 108],
        sent: [190, 192],
        dropped: [330, 192],
        replied: [88, 294],
        timed_out: [276, 294],
      },
      ways: {
        "idle→channel_buffered": { label: [-40, 0] },
        "idle→socket_buffered": { bend: -7, label: [32, -4] },
        "idle→sent": { bend: 12, label: [-18, -14] },
        "idle→dropped": { bend: -172, label: [14, -6] },
        "channel_buffered→sent": { label: [-28, 8] },
        "socket_buffered→sent": { label: [-14, 12] },
        "socket_buffered→timed_out": {},
        "socket_buffered→replied": { bend: -46 },
        "socket_buffered→idle": { bend: -7 },
        "sent→replied": { label: [-26, 2] },
        "sent→timed_out": { label: [-10, 16] },
        "sent→idle": { bend: 12 },
        "channel_buffered→timed_out": { bend: 40 },
        "dropped→timed_out": { label: [32, 6] },
        "dropped→idle": { bend: 120 },
        "replied→idle": { bend: -190 },
      },
    },
  },
};
