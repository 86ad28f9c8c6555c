/** @import { PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  let marks = "none yet";

  function show() {
    page.show({ lines: [`Marked: ${marks}`] });
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");

  channel.on("marks", (news) => {
    marks = news.marks.join(", ");
    show();
  });

  show();
  socket.connect();
  channel.join();

  return {
    socket,
    buttons: {
      Mark: (text) => channel.push("mark", { second: Number(text) }),
    },
  };
}
