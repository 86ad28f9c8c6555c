/** @import { PageProgram } from "../../src/client/page.ts" */
/** @import { Annotation } from "../../src/trace/event.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {readonly Annotation[]} */
  let annotations = [];
  let params = { last_seen_id: 0 };

  /** @param {readonly Annotation[]} news */
  function add(news) {
    annotations = [...annotations, ...news];
    // The mistake: the channel still has the first object.
    params = { last_seen_id: annotations.at(-1)?.id ?? 0 };
    page.show({ annotations, lastSeenId: params.last_seen_id });
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1", params);

  channel.on("new_annotation", (annotation) => add([annotation]));
  channel.on("catch_up", (reply) => add(reply.annotations));

  socket.connect();
  channel.join();

  return { socket, annotate: (body) => channel.push("new_annotation", { body }) };
}
