/** @import { PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {string[]} */
  const lines = [];

  /** @param {string} line */
  function write(line) {
    lines.push(line);
    page.show({ lines: [...lines] });
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const lobby = socket.channel("lobby");
  const video = socket.channel("videos:1");

  lobby.on("new_video", ({ title }) => write(`lobby: ${title}`));
  video.on("new_annotation", ({ body }) => write(`videos:1: ${body}`));

  page.show({});
  socket.connect();
  lobby.join();
  video.join();

  return {
    socket,
    annotate(body) {
      video.push("new_annotation", { body });
    },
  };
}
