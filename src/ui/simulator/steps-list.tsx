import { useEffect, useState } from "preact/hooks";
import type { RunId, RunView } from "../../simulation/simulator-api.ts";
import { moment } from "../diagram/time-scale.ts";
import { RichText } from "../rich-text.tsx";

/**
 * The diagram as a list of sentences. The first run's list comes as HTML from the build; another run's is
 * written by the worker when the list is opened.
 */
export function StepsList(props: {
  readonly run: RunView;
  readonly first: RunView;
  readonly written: string;
  readonly ask: (run: RunId) => Promise<readonly string[]>;
}) {
  const { run, first, written, ask } = props;
  const [open, setOpen] = useState(false);
  const [sentences, setSentences] = useState<readonly string[]>([]);
  const own =
    run.variant !== first.variant || run.parent !== null || run.events.length !== first.events.length;

  useEffect(() => {
    if (!open || !own) return;
    let wanted = true;
    const show = (answer: readonly string[]): void => {
      if (wanted) setSentences(answer);
    };
    ask(run.run).then(show, () => show([]));
    return () => {
      wanted = false;
    };
  }, [open, own, run, ask]);

  return (
    <details class="steps" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Steps: the whole run as {run.steps.length} sentences</summary>
      {own ? (
        <ol>
          {sentences.map((text, index) => {
            const seq = run.steps[index];
            const timeMs = seq === undefined ? 0 : (run.events[seq]?.timeMs ?? 0);
            return (
              <li key={seq}>
                <span class="step-time">{moment(timeMs)}</span> <RichText text={text} />
              </li>
            );
          })}
        </ol>
      ) : (
        // Escaped when the page was built.
        <ol class="written" dangerouslySetInnerHTML={{ __html: written }} />
      )}
    </details>
  );
}
