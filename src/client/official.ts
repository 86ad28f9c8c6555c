// biome-ignore-all assist/source/organizeImports: modules are evaluated in this order, and `window` must come first
import { removeShim } from "./window-shim.ts";
import { Socket } from "phoenix";

removeShim();

/** The official client's class, unmodified (npm `phoenix`, pinned to 1.8.16). */
export const OfficialSocket = Socket;
