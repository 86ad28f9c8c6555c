import { Socket } from "phoenix";
import { expect, test } from "vitest";
import {
  HEARTBEAT_INTERVAL_MS,
  PUSH_TIMEOUT_MS,
  RECONNECT_DELAYS,
  REJOIN_DELAYS,
  retryDelayMs,
} from "../../src/machines/delays.ts";

test("the delays are those of the installed client", () => {
  // The types leave these fields out.
  const socket = new Socket("ws://example.test/socket", { transport: class {} }) as unknown as {
    reconnectAfterMs(tries: number): number;
    rejoinAfterMs(tries: number): number;
    heartbeatIntervalMs: number;
    timeout: number;
  };
  for (let tries = 1; tries <= 15; tries += 1) {
    expect(retryDelayMs(RECONNECT_DELAYS, tries)).toBe(socket.reconnectAfterMs(tries));
    expect(retryDelayMs(REJOIN_DELAYS, tries)).toBe(socket.rejoinAfterMs(tries));
  }
  expect(HEARTBEAT_INTERVAL_MS).toBe(socket.heartbeatIntervalMs);
  expect(PUSH_TIMEOUT_MS).toBe(socket.timeout);
});
