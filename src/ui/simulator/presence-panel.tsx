import { Ledger } from "../inspector/ledger-view.tsx";
import { presenceLedger } from "../inspector/presence-ledger.ts";
import { useAnswer } from "./use-answer.ts";
import type { PanelProps } from "./use-panel.ts";

/** Who is present on each topic: in the server's table, and as each viewer's client has it. */
export function Panel({ cast, conversation }: PanelProps) {
  const { run, at } = conversation.session;
  const { answer, failed } = useAnswer(String(run.run), at, () =>
    conversation.ask((client) => client.inside(run.run, at.seq)),
  );
  if (answer === null) {
    return (
      <p class="quiet">{failed ? "The simulator cannot look into this run." : "Looking who is here …"}</p>
    );
  }
  const blocks = presenceLedger(answer, cast);
  return blocks.length === 0 ? (
    <p class="quiet">
      Nobody is tracked yet, and no page has made a <code>Presence</code>: step on.
    </p>
  ) : (
    <Ledger blocks={blocks} />
  );
}
