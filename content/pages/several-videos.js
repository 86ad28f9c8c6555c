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

  /** @param {string} id */
  function watch(id) {
    const channel = socket.channel(`videos:${id}`);
    channel.on("subtitles", ({ subtitles }) => say(`Video ${id}: ${subtitles}`));
    channel.join().receive("ok", ({ subtitles }) => {
      if (subtitles !== undefined) say(`Video ${id}: ${subtitles}`);
    });
    return channel;
  }

  page.show({});
  socket.connect();
  const first = watch("1");

  return {
    socket,
    buttons: {
      Watch: (id) => watch(id),
      "Rename the first": (title) => {
        first.push("rename", { title }).receive("ok", () => say(`Renamed to ${title}`));
      },
    },
  };
}
