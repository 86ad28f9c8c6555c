/**
 * How long the client waits, in milliseconds. The table holds the first waits, `thenMs` every later one.
 * Source: phoenix 1.8.16, assets/js/phoenix/socket.js (constructor) and constants.js.
 */
export type RetryDelays = { readonly tableMs: readonly number[]; readonly thenMs: number };

/** Before a lost connection is tried again: `Socket.reconnectAfterMs`. */
export const RECONNECT_DELAYS: RetryDelays = {
  tableMs: [10, 50, 100, 150, 200, 250, 500, 1000, 2000],
  thenMs: 5000,
};

/** Before an errored channel joins again on a live socket: `Socket.rejoinAfterMs`. */
export const REJOIN_DELAYS: RetryDelays = { tableMs: [1000, 2000, 5000], thenMs: 10_000 };

/** Between two heartbeats, and again the time that the server has to answer one: `heartbeatIntervalMs`. */
export const HEARTBEAT_INTERVAL_MS = 30_000;

/** For the reply to a push, a join included: `DEFAULT_TIMEOUT`. */
export const PUSH_TIMEOUT_MS = 10_000;

/**
 * The waits for a connection's buffer to drain and for its close to be confirmed, after which the client
 * goes on regardless: `waitForBufferDone` and `waitForSocketClosed`.
 */
export const TEARDOWN_WAITS_MS: readonly number[] = [150, 300, 450, 600];

/** The wait before the attempt `tries`, the first attempt being 1. */
export function retryDelayMs(delays: RetryDelays, tries: number): number {
  return delays.tableMs[tries - 1] ?? delays.thenMs;
}
