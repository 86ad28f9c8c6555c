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

  /** @param {string} topic */
  function join(topic) {
    const channel = socket.channel(topic);
    channel.on("new_video", ({ title }) => say(`New: ${title}`));
    channel
      .join()
      .receive("ok", () => say(`${topic}: joined`))
      .receive("error", ({ reason }) => say(`${topic}: ${reason}`));
  }

  page.show({});
  socket.connect();
  join("videos:1");
  join("lobby");

  return { socket };
}
