/** @import { Channel } from "phoenix" */
/** @import { PageProgram } from "../../src/client/page.ts" */
/** @import { Annotation } from "../../src/trace/event.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {readonly Annotation[]} */
  let annotations = [];
  let count = 0;

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  /** @type {Map<string, Channel>} */
  const channels = new Map();

  /** @param {string} topic */
  function channelFor(topic) {
    const known = channels.get(topic);
    if (known !== undefined) return known;
    const channel = socket.channel(topic);
    channels.set(topic, channel);
    channel.join();
    return channel;
  }

  function openList() {
    channelFor("videos:1").on("new_annotation", (annotation) => {
      annotations = [...annotations, annotation];
      page.show({ annotations });
    });
  }

  function openCounter() {
    channelFor("videos:1").on("new_annotation", () => {
      count += 1;
      page.show({ lines: [`Counted: ${count}`] });
    });
  }

  page.show({});
  socket.connect();
  openList();

  return { socket, buttons: { "Open the counter": openCounter } };
}
