import { expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";
import { Link } from "../../src/transport/link.ts";
import { Network } from "../../src/transport/network.ts";
import { webSocketOver } from "../../src/transport/web-socket.ts";

/** What a browser and a server see of an upgrade in which the server names such a subprotocol. */
function upgraded(offered: string | string[] | undefined, chosen: string | null) {
  const kernel = new Kernel(1, new MemoryLog());
  const seen: string[] = [];
  const host = {
    listening: true,
    upgrade({ protocols }: { readonly protocols: readonly string[] }) {
      seen.push(`offered ${protocols.join(", ")}`);
      return {
        subprotocol: chosen,
        received() {},
        closeReceived() {},
        lost: () => seen.push("server: lost"),
      };
    },
  };
  const link = new Link(kernel, "ada" as ClientId, { latencyMs: 10, jitterMs: 0, bytesPerSecond: null });
  const WebSocket = webSocketOver(new Network(kernel, host), link, (handler) => handler());
  const socket = new WebSocket("/socket/websocket", offered);
  socket.onopen = () => seen.push(`client: open ${socket.protocol}`);
  socket.onclose = ({ code }) => seen.push(`client: close ${code}`);
  kernel.runUntil(1000);
  return seen;
}

test("a browser opens with the subprotocol that the server chose of those it offered", () => {
  expect(upgraded(["phoenix", "token"], "phoenix")).toEqual([
    "offered phoenix, token",
    "client: open phoenix",
  ]);
  expect(upgraded("phoenix", "phoenix")).toEqual(["offered phoenix", "client: open phoenix"]);
  expect(upgraded(undefined, null)).toEqual(["offered ", "client: open "]);
});

test("a browser that offered some and is answered with none drops the connection; the server finds it gone", () => {
  expect(upgraded(["phoenix", "token"], null)).toEqual([
    "offered phoenix, token",
    "client: close 1006",
    "server: lost",
  ]);
});

test.each([[["a", "a"]], [["a/b"]], [[""]], [["ä"]]])("a browser refuses to offer %j", (offered) => {
  expect(() => upgraded(offered, null)).toThrow(SyntaxError);
});
