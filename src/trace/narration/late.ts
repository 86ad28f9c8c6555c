import { Later } from "../../loading/later.ts";

// What runs tell seldom, each with what is told beside it. A run that nobody disturbs is told without them.

/** A timer is seldom a stop of its own: it is told by what it sets going. */
export const TIMERS = new Later(() => import("./timer.ts"));

/** What is done to the world, but for what viewers do at their pages. */
export const RARE_INPUTS = new Later(() => import("./rare-input.ts"));

/** Why nothing followed from what was done. */
export const NOTHING = new Later(() => import("./nothing.ts"));

/** Pages that are hidden, left, kept and closed, and what they throw. */
export const PAGE_LIFE = new Later(() => import("./page-life.ts"));

/** What a page calls besides joining and pushing. */
export const PAGE_CALLS = new Later(() => import("./page-calls.ts"));

/** Frames of bytes. */
export const BINARY_FRAMES = new Later(() => import("./binary-frame.ts"));

/** Lines, connections and servers that end, and come back. */
export const OUTAGES = new Later(() => import("./outage.ts"));

/** What processes do besides running the callbacks of joins and messages. */
export const PROCESS_LIFE = new Later(() => import("./process-life.ts"));

/** A server that is made of several nodes. */
export const NODES = new Later(() => import("./nodes.ts"));

/** Frames that carry nothing for the page: heartbeats, leaves, refusals, and word of a channel process that has ended. */
export const CONTROL_FRAMES = new Later(() => import("./control-frame.ts"));
