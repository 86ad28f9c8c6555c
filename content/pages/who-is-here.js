/** @import { PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, Presence, page }) {
  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");
  const presence = new Presence(channel);

  presence.onSync(() => {
    const names = presence.list((name) => name);
    page.show({ lines: [`Here: ${names.join(", ")}`] });
  });

  page.show({ lines: ["Here: "] });
  socket.connect();
  channel.join();

  return { socket };
}
