/** @import { PageProgram } from "../../src/client/page.ts" */
/** @import { Annotation } from "../../src/trace/event.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {readonly Annotation[]} */
  let annotations = [];
  /** @type {readonly string[]} */
  let lines = [];

  /** @param {Annotation} annotation */
  function add(annotation) {
    annotations = [...annotations, annotation];
    page.show({ annotations, notice: null });
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");

  channel.on("new_annotation", add);
  channel.on("typing", ({ user }) => page.show({ notice: `${user} is typing…` }));

  page.show({});
  socket.connect();
  channel.join();

  return {
    socket,
    annotate(body) {
      const place = lines.length;
      /** @param {string} news */
      const tell = (news) => {
        lines = lines.toSpliced(place, 1, `“${body}”: ${news}`);
        page.show({ lines });
      };
      tell("saving…");
      channel
        .push("new_annotation", { body, at: 0 })
        .receive("ok", (annotation) => {
          add(annotation);
          tell("saved");
        })
        .receive("error", ({ reason }) => tell(`not saved, ${reason}`))
        .receive("timeout", () => tell("no answer, perhaps not saved"));
    },
    buttons: { "Type a letter": () => channel.push("typing", {}) },
  };
}
