import type { Kernel } from "../kernel/kernel.ts";
import type { Endpoint } from "../server/endpoint.ts";
import { Network } from "../transport/network.ts";

/** The network whose one host is a Phoenix server; `running` gives the server, null while it is down. */
export function networkTo(kernel: Kernel, running: () => Endpoint | null): Network {
  return new Network(kernel, {
    get listening() {
      return running()?.listening ?? false;
    },
    upgrade: ({ url }, connection) =>
      running()?.upgrade(url, {
        id: connection.id,
        client: connection.link.client,
        sendDown: (data) => connection.sendDown(data),
        closeDown: (code) => connection.closeDown(code),
        abortDown: (why) => connection.abortDown(why),
      }) ?? { status: 503 },
  });
}
