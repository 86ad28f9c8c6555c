/** @import { Channel } from "phoenix" */
/** @import { PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {string[]} */
  const lines = [];
  /** @type {Channel | null} */
  let watched = null;

  /** @param {string} line */
  function write(line) {
    lines.push(line);
    page.show({ lines: [...lines] });
  }

  /** @param {string} topic */
  function watch(topic) {
    const channel = socket.channel(topic);
    channel.on("new_annotation", ({ user, body }) => write(`${topic}: ${user}: ${body}`));
    channel
      .join()
      .receive("ok", () => write(`${topic}: joined`))
      .receive("error", ({ reason }) => {
        write(`${topic}: ${reason}`);
        channel.leave();
      });
    watched = channel;
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  page.show({});
  socket.connect();

  return {
    socket,
    annotate(body) {
      watched?.push("new_annotation", { body });
    },
    buttons: { Watch: (id) => watch(`videos:${id}`) },
  };
}
