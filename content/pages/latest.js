/** @import { PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");

  channel.on("latest", ({ body }) => page.show({ lines: [`Latest: ${body}`] }));

  page.show({ lines: ["Latest: …"] });
  socket.connect();
  channel.join();

  return { socket };
}
