/** @import { PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");

  /** @param {number} second */
  function show(second) {
    page.show({ lines: [`You are at second ${second}`] });
  }

  show(0);
  socket.connect();
  channel.join();

  return {
    socket,
    buttons: {
      Skip: (seconds) => {
        channel
          .push("skip", { seconds })
          .receive("ok", (reply) => show(reply.second))
          .receive("timeout", () => page.show({ notice: "no answer" }));
      },
    },
  };
}
