import { dirname, join } from "node:path";
import type { Plugin } from "vite";

const CLIENT = join(import.meta.dirname, "../../node_modules/phoenix/assets/js/phoenix");
const LATE_LONG_POLL = join(import.meta.dirname, "../client/late-long-poll.ts");

/**
 * The official client by its own modules. The package `phoenix` holds them beside the file that its authors made of them;
 * a test shows that this file was made of these very texts (test/components/client-plugin.test.ts). By modules, a page
 * loads `Presence` when its program asks for it, and long polling, which nothing here uses, not at all: the socket gets
 * client/late-long-poll.ts for it. No line of the client is changed.
 */
export function clientByModules(): Plugin {
  return {
    name: "client-by-modules",
    enforce: "pre",
    resolveId(id, importer = "") {
      if (id === "phoenix") return moduleOf("index");
      if (dirname(importer) !== CLIENT) return null;
      if (id === "./longpoll" && importer === join(CLIENT, "socket.js")) return LATE_LONG_POLL;
      return moduleOf(id);
    },
  };
}

/** Nothing happens when one is evaluated: whoever imports one class of the client needs no module of another. */
function moduleOf(name: string): { id: string; moduleSideEffects: boolean } {
  return { id: join(CLIENT, `${name}.js`), moduleSideEffects: false };
}
