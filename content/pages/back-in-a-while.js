/** @import { PageProgram } from "../../src/client/page.ts" */
/** @import { Annotation } from "../../src/trace/event.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {Map<number, Annotation>} */
  const annotations = new Map();
  let lastSeenId = 0;

  /** @param {readonly Annotation[]} news */
  function merge(news) {
    for (const annotation of news) annotations.set(annotation.id, annotation);
    while (annotations.has(lastSeenId + 1)) lastSeenId += 1;
    const list = [...annotations.values()].sort((a, b) => a.id - b.id);
    page.show({ annotations: list, lastSeenId });
  }

  const socket = new Socket("ws://localhost:4000/socket", {
    params: { token: page.token },
    reconnectAfterMs: () => 15_000,
  });
  const channel = socket.channel("videos:1", () => ({ last_seen_id: lastSeenId }));

  channel.on("new_annotation", (annotation) => merge([annotation]));
  channel.on("catch_up", (reply) => merge(reply.annotations));

  page.show({});
  socket.connect();
  channel.join();

  return {
    socket,
    annotate: (body) => channel.push("new_annotation", { body, at: 0 }),
  };
}
