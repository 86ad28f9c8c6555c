import { Later, withParts } from "../loading/later.ts";
import { ReaderSession } from "./reader-session.ts";
import { type SessionAnswers, sessionAnswers } from "./session-answers.ts";

/** Client, server, network and Elixir. */
const WORLD = new Later(() => import("./run.ts"));

/**
 * A reader's session on a page: the world, which only those need who act, is loaded when a call needs it, and so is
 * what only few worlds need.
 */
export function sessionOnDemand(): SessionAnswers {
  const session = new ReaderSession((scenario, options) => new WORLD.now.Run(scenario, options));
  return sessionAnswers(session, withParts);
}
