import type { Kernel } from "../kernel/kernel.ts";
import type { FrameData } from "../protocol/message.ts";
import type { Endpoint } from "../server/endpoint.ts";
import type { HttpRequest } from "../server/http-request.ts";
import type { CloseCause } from "../trace/event.ts";
import type { ClientId } from "../trace/ids.ts";
import type { Line } from "../transport/line.ts";
import { Network } from "../transport/network.ts";

/** What the simulated browsers call themselves. */
const USER_AGENT = "Mozilla/5.0 (a simulated browser)";
/** Addresses kept for examples (RFC 5737): one host for each machine. */
const VIEWERS_NETWORK = [203, 0, 113] as const;
/** The first port that a client's machine gives to a connection of its own. */
const FIRST_PORT = 49_152;

/**
 * The network whose one host is a Phoenix server; `running` gives the server, null while it is down. Of several nodes it
 * gives the one to which a load balancer takes this client.
 */
export function networkTo(kernel: Kernel, running: (client: ClientId | null) => Endpoint | null): Network {
  const peers = new Map<Line, number>();
  return new Network(kernel, {
    get listening() {
      return running(null)?.listening ?? false;
    },
    upgrade: ({ url, protocols }, connection) => {
      const { id, link } = connection;
      const host = peers.get(link.line) ?? peers.size + 1;
      peers.set(link.line, host);
      const wire = {
        id,
        client: link.client,
        sendDown: (data: FrameData) => connection.sendDown(data),
        closeDown: (code: number) => connection.closeDown(code),
        abortDown: (why: CloseCause) => connection.abortDown(why),
      };
      const request: HttpRequest = {
        protocols,
        headers: [["user-agent", USER_AGENT]],
        peer: { address: [...VIEWERS_NETWORK, host], port: FIRST_PORT + id },
      };
      return running(link.client)?.upgrade(url, wire, request) ?? { status: 503 };
    },
  });
}
