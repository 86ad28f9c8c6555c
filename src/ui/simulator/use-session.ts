import { useEffect, useMemo, useState } from "preact/hooks";
import type { Scenario } from "../../schemas/scenario.ts";
import { sandboxOnDemand } from "../sandbox/sandbox-on-demand.ts";
import type { SimulatorClient } from "../simulator-client.ts";
import { canRunWorkers, createSimulatorClient, startWorker } from "../simulator-client.ts";
import { enterStage } from "../stage.ts";
import type { InitialRun } from "./conversation.ts";
import { Conversation } from "./conversation.ts";
import type { Session } from "./session.ts";

const NO_WORKER =
  "This browser cannot run the simulator (it has no workers), so the run stays as it is drawn. All its steps are listed below.";

export type SessionControl = {
  readonly session: Session;
  /** What the reader does; the same object for as long as the island lives. */
  readonly conversation: Conversation;
};

/** The island's session: a conversation with a worker of its own, which ends with the island. */
export function useSession(scenario: Scenario, initial: InitialRun): SessionControl {
  const [, setShown] = useState<Session | null>(null);
  const conversation = useMemo(() => new Conversation(scenario, initial, setShown), [scenario, initial]);

  useEffect(() => {
    if (!canRunWorkers()) {
      conversation.giveUp(NO_WORKER);
      return;
    }
    const restored = (reason: string): void =>
      conversation.say(`The simulator was restarted (${reason}) and your run restored from its inputs.`);
    const site: SimulatorClient = createSimulatorClient(() => {
      enterStage(client);
      return startWorker();
    }, restored);
    const client = sandboxOnDemand(site);
    conversation.begin(client);
    return () => conversation.end();
  }, [conversation]);

  return { session: conversation.session, conversation };
}
