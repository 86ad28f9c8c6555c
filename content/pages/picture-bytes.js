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
  channel.on("picture", (picture) => say(`A picture of ${picture.byteLength} bytes`));
  channel.on("new_annotation", ({ body }) => say(`“${body}”`));

  page.show({});
  socket.connect();
  channel.join();

  return {
    socket,
    annotate: (body) => channel.push("new_annotation", { body, at: 0 }),
    buttons: {
      "Send the picture": () => {
        // Stands for what `await file.arrayBuffer()` brings.
        const bytes = Uint8Array.from({ length: 6000 }, (_, index) => (index * 37) % 256);
        channel.push("picture", bytes.buffer).receive("ok", () => say("The server has it"));
      },
    },
  };
}
