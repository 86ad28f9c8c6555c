import { useState } from "preact/hooks";
import type { RunView } from "../../simulation/simulator-api.ts";
import type { Cone } from "../../trace/causality.ts";
import type { Conversation } from "./conversation.ts";
import { useLater } from "./use-later.ts";

/**
 * The diagram as a list of sentences. The first run's list comes as HTML from the build; another run's, and that of a
 * run from a file, is written by the worker when the list is opened.
 */
export function StepsList(props: {
  readonly first: RunView;
  readonly written: string;
  /** The place of the current step. */
  readonly current: number;
  /** The picked event with what led to it and what followed; null when none is picked. */
  readonly cone: Cone | null;
  readonly conversation: Conversation;
}) {
  const { first, current, cone, conversation } = props;
  const { run } = conversation.session;
  const [open, setOpen] = useState(false);
  const opened = useLater(open, () => import("./opened-steps.tsx"));
  const isFirst =
    run.variant === first.variant && run.parent === null && run.events.length === first.events.length;
  const written = isFirst ? props.written : "";
  return (
    <details
      class={cone === null ? "steps" : "steps has-picked"}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>Steps: the whole run as {run.steps.length} sentences</summary>
      {open && opened !== null ? (
        <opened.OpenedSteps written={written} current={current} cone={cone} conversation={conversation} />
      ) : (
        <ol class="written" dangerouslySetInnerHTML={{ __html: written }} />
      )}
    </details>
  );
}
