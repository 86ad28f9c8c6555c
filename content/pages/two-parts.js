/** @import { PageProgram } from "../../src/client/page.ts" */
/** @import { Annotation } from "../../src/trace/event.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {readonly Annotation[]} */
  let annotations = [];
  let count = 0;

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });

  function openList() {
    const channel = socket.channel("videos:1");
    channel.on("new_annotation", (annotation) => {
      annotations = [...annotations, annotation];
      page.show({ annotations });
    });
    channel.join();
  }

  function openCounter() {
    const channel = socket.channel("videos:1");
    channel.on("new_annotation", () => {
      count += 1;
      page.show({ lines: [`Counted: ${count}`] });
    });
    channel.join();
  }

  page.show({});
  socket.connect();
  openList();

  return { socket, buttons: { "Open the counter": openCounter } };
}
