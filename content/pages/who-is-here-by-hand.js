/** @import { PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, page }) {
  /** @type {readonly string[]} */
  let names = [];

  function show() {
    page.show({ lines: [`Here: ${names.join(", ")}`] });
  }

  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");

  channel.on("presence_state", (state) => {
    names = Object.keys(state);
    show();
  });
  channel.on("presence_diff", ({ joins, leaves }) => {
    // The mistake: who joins may be here already, and who leaves may stay.
    names = [...names, ...Object.keys(joins)];
    names = names.filter((name) => !Object.hasOwn(leaves, name));
    show();
  });

  show();
  socket.connect();
  channel.join();

  return { socket };
}
