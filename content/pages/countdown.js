/** @import { PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {string[]} */
  const lines = [];

  /** @param {string} line */
  function say(line) {
    lines.push(line);
    page.show({ lines: [...lines] });
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");

  channel.on("countdown", ({ seconds }) => say(`The talk begins in ${seconds} s`));
  channel.on("begin", ({ title }) => say(`Now: ${title}`));

  page.show({});
  socket.connect();
  channel.join();

  return {
    socket,
    annotate(body) {
      channel.push("new_annotation", { body });
      say(`You: ${body}`);
    },
  };
}
