import { parentPort } from "node:worker_threads";
import { sessionOnDemand } from "../../src/simulation/session-on-demand.ts";
import { serve } from "../../src/worker/wire.ts";

// As src/worker/simulator.ts, in a thread of Node: a worker in which nothing is loaded yet.
const port = parentPort;
if (port !== null) {
  serve(sessionOnDemand(), port as never); // its events are those of a browser
  // It ends by itself: a thread that is cut off while V8 still compiles for it may take the whole process along.
  port.on("message", (message) => message === "end" && port.close());
}
