import type { ReaderSession } from "./reader-session.ts";

/** The answer to a call of `SimulatorApi`, when it is there. */
export type SessionAnswers = (call: string, args: readonly unknown[]) => Promise<unknown>;

/** Makes a call to the session at the right moment, and again where it has to be. */
export type Answering = <Result>(call: () => Promise<Result>) => Promise<Result>;

type Method = (...args: readonly unknown[]) => unknown;

/** A session's answers: `answer` makes each call. What few readers ask is loaded when it is asked. */
export function sessionAnswers(session: ReaderSession, answer: Answering): SessionAnswers {
  return (call, args) =>
    answer(async () => {
      // The page calls what `SimulatorApi` has, with what it takes (`callsTo`): session and inquiry share it out.
      const own = session as unknown as { readonly [call: string]: Method };
      if (call in session) return own[call]?.(...args);
      const inquiry = (await import("./inquiry.ts")) as unknown as { readonly [call: string]: Method };
      return inquiry[call]?.(session, ...args);
    });
}
