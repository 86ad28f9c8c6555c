/** @import { PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  page.show({});
  socket.connect();
  return { socket };
}
