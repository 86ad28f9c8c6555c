// The order matters: a module is evaluated before the next import in the list.
import { removeShim } from "./window-shim.ts";
import { Socket } from "phoenix";

removeShim();

/** The official client's class, unmodified (npm `phoenix`, pinned to 1.8.16). */
export const OfficialSocket = Socket;
