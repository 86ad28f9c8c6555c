import { useEffect, useState } from "preact/hooks";

/**
 * The worker's answer about a subject at a moment; null before there is one. While the answer for another moment is on
 * its way the last one stays, and so it does when the worker cannot tell.
 */
export function useAnswer<Answer>(
  subject: string,
  moment: unknown,
  question: (() => Promise<Answer>) | null,
): Answer | null {
  const [known, setKnown] = useState<{ readonly subject: string; readonly answer: Answer } | null>(null);
  // The question is made anew at every drawing; subject and moment say whether it is another one.
  useEffect(() => {
    if (question === null) return;
    let wanted = true;
    question().then(
      (answer) => wanted && setKnown({ subject, answer }),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [subject, moment]);
  return known?.subject === subject ? known.answer : null;
}
