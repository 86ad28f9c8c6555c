import type { FrameKind } from "./wire-frame.ts";

/** A kind of frame in one word and one glyph: strokes around the origin in a box of 10 by 10. */
export type FrameGlyph = { readonly word: string; readonly path: string };

export const FRAME_GLYPHS: { readonly [kind in FrameKind]: FrameGlyph } = {
  join: { word: "join", path: "M0-4.5L4.5 0L0 4.5L-4.5 0Z" },
  leave: { word: "leave", path: "M0-4.5L4.5 0L0 4.5L-4.5 0ZM-4.5 4.5L4.5-4.5" },
  reply: { word: "reply", path: "M4.5-3V0.5H-4M-1-2.5L-4 0.5L-1 3.5" },
  push: { word: "push", path: "M-3-4L4 0L-3 4Z" },
  broadcast: {
    word: "broadcast",
    path: "M0-1A1 1 0 1 1 0 1A1 1 0 1 1 0-1M2.4-2.8A3.7 3.7 0 0 1 2.4 2.8M-2.4-2.8A3.7 3.7 0 0 0-2.4 2.8",
  },
  heartbeat: { word: "heartbeat", path: "M-5 0.5H-2.5L-1-4L1.5 4L2.8 0.5H5" },
  close: { word: "close", path: "M-4-4H4V4H-4ZM-2-2L2 2M2-2L-2 2" },
  error: { word: "error", path: "M0-4.6L4.8 4H-4.8ZM0-1.6V1M0 2.4V2.9" },
  unreadable: { word: "unreadable", path: "M-4-4H4V4H-4ZM-1.5-1.5A1.5 1.5 0 1 1 0 0.5M0 2.3V2.6" },
};

/** What an arrowless mark on a lifeline stands for, with the same rules as a frame's glyph. */
export type MarkGlyph =
  | "input"
  | "timer"
  | "thrown"
  | "stored"
  | "read"
  | "closed"
  | "opened"
  | "dispatch"
  | "power";

export const MARK_GLYPHS: { readonly [glyph in MarkGlyph]: string } = {
  input: "M-4-5L5 0L0.5 1L-1 5Z",
  timer: "M0-4.5A4.5 4.5 0 1 1 0 4.5A4.5 4.5 0 1 1 0-4.5M0-2.5V0.3L2 1.5",
  thrown: "M0-5L5 0L0 5L-5 0ZM0-2.5V0.8M0 2.4V2.7",
  stored: "M-4-3.5H4V3.5H-4ZM-4-1.2H4M-4 1.2H4",
  read: "M-4-3.5H4V3.5H-4ZM-4 0H4M0 5.5L-2 3.5M0 5.5L2 3.5",
  closed: "M-3.5-3.5L3.5 3.5M3.5-3.5L-3.5 3.5",
  opened: "M0-3.5A3.5 3.5 0 1 1 0 3.5A3.5 3.5 0 1 1 0-3.5",
  dispatch: "M0-1A1 1 0 1 1 0 1A1 1 0 1 1 0-1M2.4-2.8A3.7 3.7 0 0 1 2.4 2.8M-2.4-2.8A3.7 3.7 0 0 0-2.4 2.8",
  power: "M0-5V0M2.8-3.4A4.3 4.3 0 1 1-2.8-3.4",
};
