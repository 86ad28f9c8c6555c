/** @import { PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {readonly string[]} */
  let lines = [];

  /** @param {string} line */
  function say(line) {
    lines = [...lines, line];
    page.show({ lines });
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");

  page.show({});
  socket.connect();
  channel.join();

  return {
    socket,
    buttons: {
      Export: () => channel.push("export", {}).receive("ok", ({ file }) => say(`Here is ${file}.`)),
      Rename: (title) => channel.push("rename", { title }).receive("ok", () => say(`Renamed to ${title}.`)),
    },
  };
}
