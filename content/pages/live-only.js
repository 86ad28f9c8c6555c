/** @import { Drawing, PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {Omit<Drawing, "lines">} */
  let view = { annotations: [], lastSeenId: null, notice: null };

  /** @param {Partial<Drawing>} changes */
  function show(changes) {
    view = { ...view, ...changes };
    page.show(view);
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");

  channel.on("new_annotation", (annotation) => {
    show({ annotations: [...view.annotations, annotation] });
  });

  show({});
  socket.connect();
  channel.join().receive("error", () => show({ notice: "cannot join" }));

  return {
    socket,
    annotate(body) {
      show({ notice: "saving…" });
      channel
        .push("new_annotation", { body, at: 0 })
        .receive("ok", () => show({ notice: null }))
        .receive("error", () => show({ notice: "not saved" }))
        .receive("timeout", () => show({ notice: "no answer: perhaps not saved" }));
    },
  };
}
