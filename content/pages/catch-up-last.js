/** @import { PageProgram } from "../../src/client/page.ts" */
/** @import { Annotation } from "../../src/trace/event.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {readonly Annotation[]} */
  let annotations = [];
  let last = { id: 0 };

  /** @param {readonly Annotation[]} news */
  function add(news) {
    annotations = [...annotations, ...news];
    page.show({ annotations });
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const video = socket.channel("videos:1", () => ({ last_seen_id: last.id }));
  const next = socket.channel("videos:2");

  video.on("new_annotation", (annotation) => add([annotation]));

  page.show({});
  socket.connect();
  video.join().receive("ok", ({ annotations: news }) => {
    // The mistake: an empty list has no last annotation.
    last = news[news.length - 1];
    add(news);
  });
  next.join();

  return { socket, annotate: (body) => video.push("new_annotation", { body }) };
}
