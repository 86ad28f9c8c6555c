/** @import { PageProgram } from "../../src/client/page.ts" */
/** @import { Annotation } from "../../src/trace/event.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {readonly Annotation[]} */
  let annotations = [];

  const { token } = page;
  const socket = new Socket("ws://localhost:4000/socket", { params: token === "" ? {} : { token } });
  const channel = socket.channel("videos:1");

  channel.on("new_annotation", (annotation) => {
    annotations = [...annotations, annotation];
    page.show({ annotations });
  });

  page.show({});
  socket.connect();
  channel.join();

  return { socket, annotate: (body) => channel.push("new_annotation", { body, at: 0 }) };
}
