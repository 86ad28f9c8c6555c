import "../elixir/system-library.ts";
import { loadEveryPart } from "../loading/later.ts";
import { type Drive, ReaderSession } from "./reader-session.ts";
import { Run } from "./run.ts";
import { type Answering, type SessionAnswers, sessionAnswers } from "./session-answers.ts";

/**
 * A reader's session in which pages of the reader's run: one call after the other, each driven by `drive`, which lets
 * promises have their turn between the steps.
 */
export function drivenSession(drive: Drive): SessionAnswers {
  const session = new ReaderSession((scenario, options) => new Run(scenario, options), drive);
  let last: Promise<unknown> = Promise.resolve();
  const inTurn: Answering = (call) => {
    const turn = last.then(call);
    last = turn.catch(() => undefined);
    return turn;
  };
  return sessionAnswers(session, inTurn);
}

/** ... with every part of the simulation at hand. */
export async function wholeSession(drive: Drive): Promise<SessionAnswers> {
  await loadEveryPart();
  return drivenSession(drive);
}
