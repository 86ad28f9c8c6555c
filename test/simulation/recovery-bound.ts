import {
  HEARTBEAT_INTERVAL_MS,
  PUSH_TIMEOUT_MS,
  RECONNECT_DELAYS,
  REJOIN_DELAYS,
  TEARDOWN_WAITS_MS,
} from "../../src/machines/delays.ts";

/** How the client gets to know that its connection is over. */
export type Notice =
  /** It is told: an error event, a close event, `phx_error`, or the page being shown. */
  | "told"
  /** Nobody tells it: a heartbeat has to go out and be missed. */
  | "heartbeat";

/** How long an attempt to connect that was under way during the fault goes on by itself: see below. */
export type Attempt = "fails_at_once" | "hangs";

/**
 * How long after a fault is healed the client may take until it is connected, has joined everything and gets
 * an answer, in milliseconds; read off the client's own tables (src/machines/delays.ts, checked by
 * `npm run facts`). The client does these one after the other, each at its slowest:
 *
 * 1. find out. Told: at once. Otherwise the next heartbeat may be one interval away, and its reply is missed
 *    after another one.
 * 2. give the old connection up: four looks at whether it has closed, 1.5 s in all.
 * 3. wait for the next attempt: the last entry of the reconnect table.
 * 4. connect. An attempt that began while packets vanished is not given up by the client; TCP sends its
 *    SYN again after waits that double up to 64 s (Linux). Otherwise three trips and one back.
 * 5. join. A join whose answer was held up too long times out, and is tried again after the last entry of the
 *    rejoin table; a crash or a refusal waits for that alone.
 * 6. a round trip for the join, and one for the push.
 *
 * A page that is hidden adds a second to each of the waits, but every fault that hides the page is healed by
 * showing it.
 */
export function recoveryBoundMs(notice: Notice, attempt: Attempt, tripMs: number): number {
  const findOutMs = notice === "told" ? 0 : 2 * HEARTBEAT_INTERVAL_MS;
  const giveUpMs = TEARDOWN_WAITS_MS.reduce((sum, waitMs) => sum + waitMs, 0);
  const connectMs = 4 * tripMs + (attempt === "hangs" ? LONGEST_SYN_WAIT_MS : 0);
  const joinMs = (notice === "told" ? 0 : PUSH_TIMEOUT_MS) + REJOIN_DELAYS.thenMs;
  return findOutMs + giveUpMs + RECONNECT_DELAYS.thenMs + connectMs + joinMs + 4 * tripMs;
}

/** The last wait before the kernel gives up a connection request (Linux, net.ipv4.tcp_syn_retries = 6). */
const LONGEST_SYN_WAIT_MS = 64_000;
