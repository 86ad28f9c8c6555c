/** @import { Drawing, PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {Omit<Drawing, "lines">} */
  let view = { annotations: [], lastSeenId: 0, notice: null };
  let last = { id: 0 };

  /** @param {Partial<Drawing>} changes */
  function show(changes) {
    view = { ...view, ...changes };
    page.show(view);
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1", () => ({ last_seen_id: last.id }));

  channel.on("new_annotation", (annotation) => {
    show({ annotations: [...view.annotations, annotation] });
  });

  show({});
  socket.connect();
  channel
    .join()
    .receive("ok", (reply) => {
      // The mistake: there is no last message when the list is empty.
      last = reply.annotations[reply.annotations.length - 1];
      show({
        annotations: [...view.annotations, ...reply.annotations],
        lastSeenId: last?.id ?? null,
      });
    })
    .receive("error", () => show({ notice: "cannot join" }));

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
