import { useEffect, useMemo, useState } from "preact/hooks";
import type { Scenario } from "../../schemas/scenario.ts";
import type {
  CodeView,
  Comparison,
  ProcessesView,
  RunId,
  StateChange,
} from "../../simulation/simulator-api.ts";
import type { Seq } from "../../trace/ids.ts";
import { withSandbox } from "../sandbox/with-sandbox.ts";
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
  /** The server's processes; rejects when the worker cannot tell. */
  readonly processes: (run: RunId, seq: Seq) => Promise<ProcessesView>;
  /** The Elixir of a step; rejects when the worker cannot tell. */
  readonly code: (run: RunId, seq: Seq) => Promise<CodeView>;
  /** Where the clients' own states changed; rejects when the worker cannot tell. */
  readonly changes: (run: RunId) => Promise<readonly StateChange[]>;
  /** Two runs, stop beside stop; rejects when the worker cannot tell. */
  readonly compare: (left: RunId, right: RunId) => Promise<Comparison>;
  /** The sentence of every step of a run, or of some events; rejects when the worker cannot tell. */
  readonly sentences: (run: RunId, seqs?: readonly Seq[]) => Promise<readonly string[]>;
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
    const client = withSandbox(site);
    conversation.begin(client);
    return () => conversation.end();
  }, [conversation]);

  const processes = useMemo(
    () => (run: RunId, seq: Seq) => conversation.ask((client) => client.processes(run, seq)),
    [conversation],
  );
  const code = useMemo(
    () => (run: RunId, seq: Seq) => conversation.ask((client) => client.code(run, seq)),
    [conversation],
  );
  const changes = useMemo(
    () => (run: RunId) => conversation.ask((client) => client.changes(run)),
    [conversation],
  );
  const compare = useMemo(
    () => (left: RunId, right: RunId) => conversation.ask((client) => client.compare(left, right)),
    [conversation],
  );
  const sentences = useMemo(
    () => (run: RunId, seqs?: readonly Seq[]) => conversation.ask((client) => client.sentences(run, seqs)),
    [conversation],
  );
  return { session: conversation.session, conversation, processes, code, changes, compare, sentences };
}
