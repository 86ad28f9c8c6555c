// biome-ignore-all assist/source/organizeImports: modules are evaluated in this order, and `window` must come first
import "./official.ts";

/** The official client's presence, unmodified. */
export { Presence as OfficialPresence } from "phoenix";
