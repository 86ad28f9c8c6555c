import type { Kernel } from "../kernel/kernel.ts";
import type { FrameData } from "../protocol/message.ts";
import type { Endpoint } from "../server/endpoint.ts";
import type { CloseCause } from "../trace/event.ts";
import { Network } from "../transport/network.ts";

/** The network whose one host is a Phoenix server; `running` gives the server, null while it is down. */
export function networkTo(kernel: Kernel, running: () => Endpoint | null): Network {
  return new Network(kernel, {
    get listening() {
      return running()?.listening ?? false;
    },
    upgrade({ url }, connection, answer) {
      const endpoint = running();
      if (endpoint === null) {
        answer({ status: 503 });
        return;
      }
      const wire = {
        id: connection.id,
        client: connection.link.client,
        sendDown: (data: FrameData) => connection.sendDown(data),
        closeDown: (code: number) => connection.closeDown(code),
        abortDown: (why: CloseCause) => connection.abortDown(why),
      };
      endpoint.upgrade(url, wire, answer);
    },
  });
}
