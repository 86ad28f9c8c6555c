/** @import { PageProgram } from "../../src/client/page.ts" */
/** @import { Annotation } from "../../src/trace/event.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {Map<number, Annotation>} */
  const annotations = new Map();
  /** @type {readonly string[]} */
  let lines = [];

  /** @param {Annotation} annotation */
  function add(annotation) {
    annotations.set(annotation.id, annotation);
    page.show({ annotations: [...annotations.values()].sort((a, b) => a.id - b.id) });
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");

  channel.on("new_annotation", add);

  page.show({});
  socket.connect();
  channel.join();

  /**
   * @param {{ readonly key: string, readonly body: string, readonly at: number }} written
   * @param {(news: string) => void} tell
   */
  function send(written, tell) {
    channel
      .push("new_annotation", written, 2500)
      .receive("ok", (annotation) => {
        add(annotation);
        tell("saved");
      })
      .receive("error", ({ reason }) => tell(`not saved, ${reason}`))
      .receive("timeout", () => {
        tell("no answer, sent again");
        send(written, tell);
      });
  }

  return {
    socket,
    annotate(body) {
      // Made once, and the same each time that it is sent. Elsewhere: crypto.randomUUID().
      const key = `${page.user}-${Date.now()}`;
      const place = lines.length;
      /** @param {string} news */
      const tell = (news) => {
        lines = lines.toSpliced(place, 1, `“${body}”: ${news}`);
        page.show({ lines });
      };
      tell("saving…");
      send({ key, body, at: 0 }, tell);
    },
  };
}
