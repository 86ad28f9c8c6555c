/** @import { PageProgram } from "../../src/client/page.ts" */
/** @import { Channel } from "phoenix" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {string[]} */
  const lines = [];
  /** @type {Channel | null} */
  let current = null;

  /** @param {string} line */
  function say(line) {
    lines.push(line);
    page.show({ lines: [...lines] });
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });

  /** @param {string} topic */
  function join(topic) {
    const channel = socket.channel(topic);
    channel.on("new_annotation", ({ user, body }) => say(`${topic}: ${user} wrote “${body}”`));
    channel.on("closing_soon", () => say(`${topic}: closing soon`));
    channel
      .join()
      .receive("ok", () => say(`${topic}: joined`))
      .receive("error", ({ reason }) => say(`${topic}: ${reason}`));
    current = channel;
  }

  page.show({});
  socket.connect();

  return {
    socket,
    annotate: (body) => current?.push("new_annotation", { body }),
    buttons: { Join: join },
  };
}
