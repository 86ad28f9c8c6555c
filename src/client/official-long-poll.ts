// biome-ignore-all assist/source/organizeImports: modules are evaluated in this order, and `window` must come first
import "./official.ts";

/** What the official client falls back to without a WebSocket, unmodified. */
export { LongPoll as OfficialLongPoll } from "phoenix";
