import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { RunView } from "../../simulation/simulator-api.ts";
import type { ClientId, Seq } from "../../trace/ids.ts";
import type { Cast } from "../cast.ts";
import { moment } from "../diagram/time-scale.ts";
import { RichText } from "../rich-text.tsx";

type Sentence = { readonly seq: Seq; readonly time: string; readonly text: string };

/**
 * The diagram as a list of sentences. The first run's list comes as HTML from the build; another run's is
 * written when the list is opened, by the same narration, which is loaded only then.
 */
export function StepsList(props: {
  readonly run: RunView;
  readonly first: RunView;
  readonly cast: Cast;
  readonly written: ComponentChildren;
}) {
  const { run, first, cast, written } = props;
  const [open, setOpen] = useState(false);
  const [sentences, setSentences] = useState<readonly Sentence[] | null>(null);
  const own =
    run.variant !== first.variant || run.parent !== null || run.events.length !== first.events.length;

  useEffect(() => {
    if (!open || !own) return;
    let wanted = true;
    void import("../../trace/narration.ts").then(({ narrate }) => {
      if (!wanted) return;
      const names = new Map<ClientId, string>(cast.map(({ client, name }) => [client, name]));
      setSentences(
        run.steps.map((seq) => ({
          seq,
          time: moment(run.events[seq]?.timeMs ?? 0),
          text: narrate(run.events, seq, names),
        })),
      );
    });
    return () => {
      wanted = false;
    };
  }, [open, own, run, cast]);

  return (
    <details class="steps" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Steps: the whole run as {run.steps.length} sentences</summary>
      {own ? null : written}
      {own && sentences !== null ? (
        <ol>
          {sentences.map(({ seq, time, text }) => (
            <li key={seq}>
              <span class="step-time">{time}</span> <RichText text={text} />
            </li>
          ))}
        </ol>
      ) : null}
    </details>
  );
}
