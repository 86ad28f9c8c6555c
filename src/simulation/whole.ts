import "../elixir/system-library.ts";
import { loadEveryPart } from "../loading/later.ts";
import "./session.ts";

// Imported by who simulates outside of a page, builds one or compiles for it: there nothing is loaded on demand.
await loadEveryPart();
