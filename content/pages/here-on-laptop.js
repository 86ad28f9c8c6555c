/** @import { PageProgram } from "../../src/client/page.ts" */

/** @type {PageProgram} */
export function openPage({ Socket, Presence, page }) {
  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1", { device: "laptop" });
  const presence = new Presence(channel);

  /**
   * @param {string} name
   * @param {{ metas: readonly { device: string | null }[] }} presence
   */
  function described(name, { metas }) {
    const devices = metas.map(({ device }) => device ?? "somewhere");
    return `${name} (${devices.sort().join(", ")})`;
  }

  presence.onSync(() => {
    const people = presence.list(described);
    page.show({ lines: [`Here: ${people.sort().join(", ")}`] });
  });

  page.show({ lines: ["Here: "] });
  socket.connect();
  channel.join();

  return { socket };
}
