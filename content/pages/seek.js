/** @import { Drawing, PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {Drawing["annotations"]} */
  let annotations = [];

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");

  channel.on("new_annotation", (annotation) => {
    annotations = [...annotations, annotation];
    page.show({ annotations });
  });

  page.show({ annotations });
  socket.connect();
  channel.join();

  return {
    socket,
    annotate(body) {
      channel.push("new_annotation", { body });
    },
    buttons: {
      "Jump to second": (second) => {
        channel.push("seek", { at: Number(second) * 1000 });
      },
    },
  };
}
