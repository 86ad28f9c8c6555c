/** @import { PageProgram } from "../../src/client/page.ts" */
/** @import { Annotation } from "../../src/trace/event.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {readonly Annotation[]} */
  let annotations = [];

  /** @param {Annotation} annotation */
  function add(annotation) {
    annotations = [...annotations, annotation];
    page.show({ annotations });
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");

  channel.on("new_annotation", (annotation) => {
    // The mistake: what I wrote elsewhere is mine, too.
    if (annotation.user !== page.user) add(annotation);
  });

  page.show({});
  socket.connect();
  channel.join();

  return {
    socket,
    annotate(body) {
      channel.push("new_annotation", { body, at: 0 }).receive("ok", add);
    },
  };
}
