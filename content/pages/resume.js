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

  /** @param {string} id */
  function watch(id) {
    const channel = socket.channel(`videos:${id}`, { second: 90 });
    channel
      .join()
      .receive("ok", ({ title }) => say(`Video ${id}: ${title}`))
      .receive("error", ({ reason }) => say(`Video ${id}: ${reason}`))
      .receive("timeout", () => say(`Video ${id}: no answer`));
    return channel;
  }

  page.show({});
  socket.connect();
  const channel = watch("1");

  return {
    socket,
    buttons: {
      Watch: watch,
      Skip: (seconds) => {
        channel.push("skip", { seconds }).receive("ok", ({ second }) => say(`You are at second ${second}`));
      },
    },
  };
}
