import { Later } from "../loading/later.ts";

/** How Elixir writes JSON that only a hostile client sends, or a channel that is mistaken. */
export const ELIXIR_TEXT = new Later(() => import("./elixir-text.ts"));
