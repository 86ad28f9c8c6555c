/** @import { PageProgram } from "../../src/client/page.ts" */
/** @import { Annotation } from "../../src/trace/event.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {Map<number, Annotation>} */
  const annotations = new Map();
  let lastSeenId = 0;
  /** @type {string | null} */
  let notice = null;

  function show() {
    const list = [...annotations.values()].sort((a, b) => a.id - b.id);
    page.show({ annotations: list, lastSeenId, notice });
  }

  /** @param {string | null} text */
  function tell(text) {
    notice = text;
    show();
  }

  /** @param {readonly Annotation[]} news */
  function merge(news) {
    for (const annotation of news) annotations.set(annotation.id, annotation);
    // As far as there is no gap: whatever is missing will be asked for.
    while (annotations.has(lastSeenId + 1)) lastSeenId += 1;
    show();
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1", () => ({ last_seen_id: lastSeenId }));

  channel.on("new_annotation", (annotation) => merge([annotation]));
  channel.on("catch_up", (reply) => merge(reply.annotations));

  show();
  socket.connect();
  channel.join().receive("error", () => tell("cannot join"));

  return {
    socket,
    annotate(body) {
      tell("saving…");
      channel
        .push("new_annotation", { body, at: 0 })
        .receive("ok", () => tell(null))
        .receive("error", () => tell("not saved"))
        .receive("timeout", () => tell("no answer: perhaps not saved"));
    },
  };
}
