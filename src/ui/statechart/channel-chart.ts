import type { Chart } from "./chart.ts";

/** The channel of the client, and its rejoin timer (`channelConfig` in src/machines/channel.ts). */
export const CHANNEL_CHART: Chart<"state" | "rejoin"> = {
  name: "channel",
  width: 240,
  height: 250,
  regions: [
    {
      id: "state",
      label: "state",
      x: 1,
      y: 1,
      w: 238,
      h: 180,
      nodes: [
        { id: "closed", x: 44, y: 38, w: 56 },
        { id: "joining", x: 192, y: 38, w: 62 },
        { id: "joined", x: 192, y: 158, w: 56 },
        { id: "errored", x: 118, y: 98, w: 62 },
        { id: "leaving", x: 44, y: 158, w: 62, transient: true },
      ],
      edges: [
        { from: "closed", to: "joining", label: "join()", bend: 0, shift: [0, -4] },
        { from: "joining", to: "joined", label: "ok", bend: 0, shift: [10, 3] },
        { from: "joining", to: "errored", label: "refused", bend: -8, shift: [-22, -8] },
        { from: "errored", to: "joining", label: "rejoin", bend: -8, shift: [18, 14] },
        { from: "joined", to: "errored", label: "lost", bend: 0, shift: [-12, 8] },
        { from: "joined", to: "leaving", label: "leave()", bend: 0, shift: [0, 11] },
        { from: "leaving", to: "closed", label: "left", bend: 0, shift: [-12, 3] },
        { from: "closed", to: "leaving", label: "", bend: 16, rare: true },
        { from: "closed", to: "errored", label: "", bend: 0, rare: true },
        { from: "joining", to: "closed", label: "", bend: -12, rare: true },
        { from: "joining", to: "leaving", label: "", bend: 70, rare: true },
        { from: "joined", to: "closed", label: "", bend: -70, rare: true },
        { from: "errored", to: "closed", label: "", bend: 10, rare: true },
        { from: "errored", to: "leaving", label: "", bend: 0, rare: true },
      ],
    },
    {
      id: "rejoin",
      label: "rejoin",
      x: 1,
      y: 187,
      w: 238,
      h: 62,
      nodes: [
        { id: "off", x: 64, y: 222, w: 36 },
        { id: "scheduled", x: 176, y: 222, w: 74 },
      ],
      edges: [
        { from: "off", to: "scheduled", label: "errored", bend: -10, shift: [0, -3] },
        { from: "scheduled", to: "off", label: "fired", bend: -10, shift: [0, 10] },
      ],
    },
  ],
};
