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

  channel.on("welcome", ({ user }) => say(`Welcome, ${user}.`));
  channel.on("pause", ({ text }) => say(text));
  channel.on("notice", ({ text }) => say(`Notice: ${text}`));

  page.show({});
  socket.connect();
  channel
    .join()
    .receive("ok", () => say("Joined."))
    .receive("error", ({ reason }) => say(`Cannot join: ${reason}.`));

  return { socket };
}
