import { parentPort } from "node:worker_threads";
import { sessionOnDemand } from "../../src/simulation/session-on-demand.ts";
import { serve } from "../../src/worker/wire.ts";

// As src/worker/simulator.ts, in a thread of Node: a worker in which nothing is loaded yet.
if (parentPort !== null) serve(sessionOnDemand(), parentPort as never); // its events are those of a browser
