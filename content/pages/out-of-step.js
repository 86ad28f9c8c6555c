/** @import { PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @param {number} tries */
  const limitMs = (tries) => Math.min(10_000, 500 * 2 ** tries);

  const socket = new Socket("ws://localhost:4000/socket", {
    params: { token: page.token },
    reconnectAfterMs: (tries) => Math.random() * limitMs(tries),
  });
  const channel = socket.channel("videos:1", () => ({ last_seen_id: 0 }));

  page.show({});
  socket.connect();
  channel.join();

  return { socket };
}
