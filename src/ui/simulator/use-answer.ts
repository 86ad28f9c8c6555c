import { useEffect, useState } from "preact/hooks";

/** What the worker has answered; `answer` is null before it has, and may be that of the moment before. */
export type Answered<Answer> = { readonly answer: Answer | null; readonly failed: boolean };

/**
 * The worker's answer about a subject at a moment. While the answer for another moment is on its way the last one stays,
 * and so it does when the worker cannot tell.
 */
export function useAnswer<Answer>(
  subject: string,
  moment: unknown,
  question: (() => Promise<Answer>) | null,
): Answered<Answer> {
  const [known, setKnown] = useState<Answered<Answer> & { readonly subject: string }>(NOTHING);
  // The question is made anew at every drawing; subject and moment say whether it is another one.
  useEffect(() => {
    if (question === null) return;
    let wanted = true;
    question().then(
      (answer) => wanted && setKnown({ subject, answer, failed: false }),
      () =>
        wanted &&
        setKnown((old) => ({ subject, answer: old.subject === subject ? old.answer : null, failed: true })),
    );
    return () => {
      wanted = false;
    };
  }, [subject, moment]);
  return known.subject === subject ? known : NOTHING;
}

const NOTHING = { subject: "", answer: null, failed: false } as const;
