/** How a link behaves while it is up. A WebSocket is ordered and reliable, so nothing here loses frames. */
export type LinkProfile = {
  readonly latencyMs: number;
  /** Up to so much more, drawn anew for every frame; frames never overtake each other. */
  readonly jitterMs: number;
  /** Null: no limit. */
  readonly bytesPerSecond: number | null;
};
