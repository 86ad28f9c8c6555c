import { sessionOnDemand } from "../simulation/session-on-demand.ts";
import { serve } from "./wire.ts";

serve(sessionOnDemand(), globalThis);
