import type { JSX } from "preact";
import type { RunView, StepView } from "../../simulation/simulator-api.ts";
import type { Participant } from "../cast.ts";
import { clientLedger } from "../inspector/client-ledger.ts";
import { Ledger } from "../inspector/ledger-view.tsx";
import type { Conversation } from "./conversation.ts";
import { useAnswer } from "./use-answer.ts";

/** What the official client of one viewer keeps inside: refs, buffers, replies that it waits for, timers. */
export function ClientPanel(props: {
  readonly participant: Participant;
  readonly run: RunView;
  readonly at: StepView;
  readonly conversation: Conversation;
  /** The choice of the viewer. */
  readonly viewers: JSX.Element;
}) {
  const { participant, run, at, conversation, viewers } = props;
  const { answer, failed } = useAnswer(String(run.run), at, () =>
    conversation.ask((client) => client.inside(run.run, at.seq)),
  );
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
