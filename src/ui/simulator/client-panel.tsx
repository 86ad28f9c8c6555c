import { clientLedger } from "../inspector/client-ledger.ts";
import { Ledger } from "../inspector/ledger-view.tsx";
import { useAnswer } from "./use-answer.ts";
import type { PanelProps } from "./use-panel.ts";

/** What the official client of one viewer keeps inside: refs, buffers, replies that it waits for, timers. */
export function Panel({ participant, conversation, viewers }: PanelProps) {
  const { run, at } = conversation.session;
  const { answer, failed } = useAnswer(String(run.run), at, () =>
    conversation.ask((client) => client.inside(run.run, at.seq)),
  );
  if (participant === undefined) return null;
  const blocks = answer === null ? null : clientLedger(answer, participant.client, at.timeMs);
  return (
    <>
      {viewers}
      {blocks === null ? (
        <p class="quiet">
          {failed ? "The simulator cannot look into this run." : "Looking into the client …"}
        </p>
      ) : blocks.length === 0 ? (
        <p class="quiet">No page of {participant.name}'s is open: there is no client yet.</p>
      ) : (
        <Ledger blocks={blocks} />
      )}
    </>
  );
}
