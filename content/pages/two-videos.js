/** @import { PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  const marks = { "videos:1": "none yet", "videos:2": "none yet" };

  function show() {
    page.show({ lines: Object.entries(marks).map(([topic, list]) => `${topic}: ${list}`) });
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });

  /** @param {"videos:1" | "videos:2"} topic */
  function watch(topic) {
    const channel = socket.channel(topic);
    channel.on("marks", (news) => {
      marks[topic] = news.marks.join(", ");
      show();
    });
    channel.join();
    return channel;
  }

  show();
  socket.connect();
  const first = watch("videos:1");
  const second = watch("videos:2");

  return {
    socket,
    buttons: {
      "Mark the first": (text) => first.push("mark", { second: Number(text) }),
      "Mark the second": (text) => second.push("mark", { second: Number(text) }),
    },
  };
}
