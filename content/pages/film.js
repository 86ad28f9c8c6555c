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

  const socket = new Socket("ws://localhost:4000/socket", {
    params: { token: page.token },
    heartbeatIntervalMs: 10_000,
  });
  const channel = socket.channel("videos:1");
  channel.on("film", (film) => say(`A film of ${film.byteLength} bytes`));
  channel.on("new_annotation", ({ body }) => say(`“${body}”`));

  page.show({});
  socket.connect();
  channel.join();

  return {
    socket,
    annotate: (body) => channel.push("new_annotation", { body, at: 0 }),
    buttons: {
      "Send the film": () => {
        // Stands for what `await file.arrayBuffer()` brings.
        const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 37) % 256);
        channel.push("film", bytes.buffer).receive("ok", () => say("The server has it"));
      },
    },
  };
}
