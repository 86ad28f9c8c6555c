// The order matters: a module is evaluated before the next import in the list.

import { Socket } from "phoenix";
import { removeShim } from "./window-shim.ts";

removeShim();

/** The official client's class, unmodified (npm `phoenix`, pinned to 1.8.16). */
export const OfficialSocket = Socket;
