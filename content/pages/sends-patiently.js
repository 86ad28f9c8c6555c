/** @import { PageProgram } from "../../src/client/page.ts" */
/** @import { Annotation } from "../../src/trace/event.ts" */

const HOUR_MS = 3_600_000;

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {Map<number, Annotation>} */
  const annotations = new Map();

  /** @param {Annotation} annotation */
  function add(annotation) {
    annotations.set(annotation.id, annotation);
    page.show({ annotations: [...annotations.values()] });
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");
  channel.on("new_annotation", add);

  page.show({});
  socket.connect();
  channel.join();

  return {
    socket,
    annotate: (body) => channel.push("new_annotation", { body, at: 0 }, HOUR_MS).receive("ok", add),
  };
}
