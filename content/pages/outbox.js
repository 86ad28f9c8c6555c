/** @import { PageProgram } from "../../src/client/page.ts" */
/** @import { Annotation } from "../../src/trace/event.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {Map<number, Annotation>} */
  const annotations = new Map();
  /** What has no answer yet, by its key. */
  const outbox = new Map();

  /** @param {Annotation} annotation */
  function add(annotation) {
    annotations.set(annotation.id, annotation);
    page.show({ annotations: [...annotations.values()] });
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");
  channel.on("new_annotation", add);

  /** @param {string} key */
  function send(key) {
    channel
      .push("new_annotation", { key, body: outbox.get(key), at: 0 })
      .receive("ok", (annotation) => {
        outbox.delete(key);
        add(annotation);
      })
      .receive("error", () => outbox.delete(key));
  }

  page.show({});
  socket.connect();
  // At every rejoin: whatever has no answer goes out again.
  channel.join().receive("ok", () => [...outbox.keys()].forEach(send));

  return {
    socket,
    annotate(body) {
      // Elsewhere: crypto.randomUUID().
      const key = `${page.user}-${Date.now()}`;
      outbox.set(key, body);
      if (channel.state === "joined") send(key);
    },
  };
}
