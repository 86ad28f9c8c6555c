import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Answer, Exercise } from "../../schemas/exercise.ts";
import { pagePath } from "../../schemas/page-text.ts";
import type { Scenario } from "../../schemas/scenario.ts";
import type { Observation } from "../../simulation/exercise/observation.ts";
import type { Verdict } from "../../simulation/exercise/verdict.ts";
import type { CodeProblem } from "../../simulation/simulator-api.ts";
import type { Seq } from "../../trace/ids.ts";
import { draftOfExercise } from "../code/draft-key.ts";
import { draftOf as keptText } from "../code/draft-store.ts";
import { moment } from "../diagram/time-scale.ts";
import { RichText } from "../rich-text.tsx";
import { withSandbox } from "../sandbox/with-sandbox.ts";
import { showRun } from "../simulator/other-runs.ts";
import { createSimulatorClient, type SimulatorClient, startWorker, WorkerGone } from "../simulator-client.ts";
import { enterStage } from "../stage.ts";
import { revealSimulator, withSimulator } from "../turn-to-simulator.ts";
import { answerOf, blankDraft, type Draft, draftOf } from "./exercise-model.ts";
import { TaskForm } from "./task-form.tsx";

export type ExerciseProps = {
  readonly exercise: Exercise;
  readonly scenario: Scenario;
  /** What is to be explained, for a task of that kind. */
  readonly observations: readonly Observation[];
};

/** Told to the page when an exercise is passed, for whoever keeps the reader's progress. */
export const PASSED_EVENT = "rejoin:exercise-passed";

/** How much of a run is shown after the last thing that the reader did, in virtual milliseconds. */
const AFTERMATH_MS = 5000;
/** Beyond any trace: its last step is shown. */
const LAST = Number.MAX_SAFE_INTEGER as Seq;

type Outcome =
  | { readonly is: "open" | "checking" }
  | { readonly is: "failed"; readonly message: string | null }
  | { readonly is: "judged"; readonly verdict: Verdict };

/** One exercise: its question, the form for its answer, and what came of it. */
export function ExerciseCard(props: ExerciseProps & { readonly passed?: Answer | null }) {
  const { exercise, scenario, observations, passed = null } = props;
  const { task, title, question } = exercise;
  const [draft, setDraft] = useState<Draft>(() => blankDraft(exercise));
  const [outcome, setOutcome] = useState<Outcome>({ is: "open" });
  const [live, setLive] = useState(false);
  useEffect(() => {
    setLive(true);
    // Only now: the HTML that the build has written shows the untouched exercise.
    const known = passed === null ? draft : draftOf(exercise, passed);
    const written =
      task.is === "write" || task.is === "write_page" ? keptText(draftOfExercise(exercise.id)) : null;
    setDraft(written === null ? known : { ...known, text: written });
  }, []);
  const client = useMemo(checker, []);

  const change = (changes: Partial<Draft>): void => {
    setDraft({ ...draft, ...changes });
    setOutcome({ is: "open" });
  };
  const judge = (answer: Answer): void => {
    setOutcome({ is: "checking" });
    client.check(scenario, exercise, answer).then(
      (verdict) => {
        setOutcome({ is: "judged", verdict });
        if (verdict.passed) {
          document.dispatchEvent(new CustomEvent(PASSED_EVENT, { detail: { id: exercise.id, answer } }));
        }
      },
      (error: unknown) =>
        setOutcome({
          is: "failed",
          message: error instanceof WorkerGone && task.is === "write_page" ? error.message : null,
        }),
    );
  };
  const check = (): void => {
    const answer = answerOf(task, draft);
    if (answer !== null) judge(answer);
    else {
      withSimulator(scenario.id, ({ session: { run } }) =>
        judge({ to: "build", variant: run.variant, inputs: run.inputs }),
      );
    }
  };

  const look = async (text: string): Promise<readonly CodeProblem[]> => {
    if (task.is === "write_page")
      return (await import("../code/page-problems.ts")).pageProblems(pagePath(task.page), text);
    if (task.is !== "write") return [];
    const files = task.server.map((one) => (one.file === task.file ? { ...one, text } : one));
    return (await client.compile(files)).problems;
  };

  return (
    <div class="exercise-card" data-live={live ? "" : undefined}>
      <p class="exercise-label">Exercise</p>
      <h3>{title}</h3>
      <p>
        <RichText text={question} />
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          check();
        }}
      >
        <TaskForm
          exercise={exercise}
          draft={draft}
          observations={observations}
          onChange={change}
          onLook={look}
          onCheck={check}
        />
        <button type="submit" class="plain" disabled={outcome.is === "checking"}>
          {task.is === "build" ? "Check my run" : "Check"}
        </button>
      </form>
      <div class="verdict" role="status">
        {live && passed !== null && outcome.is === "open" ? (
          <Earlier passed={passed} scenario={scenario} />
        ) : (
          <Judgement outcome={outcome} scenario={scenario} />
        )}
      </div>
    </div>
  );
}

/** Says that the exercise was solved before; a run that solved it is not put into the simulator unasked. */
function Earlier({ passed, scenario }: { readonly passed: Answer; readonly scenario: Scenario }) {
  if (passed.to !== "build")
    return <p class="task-note">You have solved this one; that is what you answered.</p>;
  const { variant, inputs } = passed;
  const show = (): void => {
    const untilMs = (inputs.at(-1)?.atMs ?? 0) + AFTERMATH_MS;
    const { seed } = scenario;
    withSimulator(scenario.id, (conversation) =>
      showRun(conversation, { scenario, variant, seed, inputs, untilMs, seq: LAST, timeMs: untilMs }),
    );
    revealSimulator(scenario.id);
  };
  return (
    <p class="task-note">
      You have solved this one.{" "}
      <button type="button" class="link" onClick={show}>
        Show your run in the simulator
      </button>
    </p>
  );
}

function Judgement(props: { readonly outcome: Outcome; readonly scenario: Scenario }): JSX.Element | null {
  const { outcome, scenario } = props;
  switch (outcome.is) {
    case "open":
      return null;
    case "checking":
      return <p>Running it…</p>;
    case "failed":
      return <p>{outcome.message ?? "The simulator does not answer. Try again."}</p>;
    case "judged": {
      const { passed, said, show } = outcome.verdict;
      return (
        <div class={passed ? "judged is-passed" : "judged"}>
          <p class="judged-word">{passed ? "✓ Right" : "✗ Not yet"}</p>
          {said.map((sentence) => (
            <p key={sentence}>
              <RichText text={sentence} />
            </p>
          ))}
          {show === null ? null : (
            <button
              type="button"
              class="link"
              onClick={() => {
                withSimulator(scenario.id, (conversation) => showRun(conversation, show));
                revealSimulator(scenario.id);
              }}
            >
              Show it in the simulator, at {moment(show.timeMs)}
            </button>
          )}
        </div>
      );
    }
  }
}

function checker(): SimulatorClient {
  const site = createSimulatorClient(
    () => {
      enterStage(client);
      return startWorker();
    },
    () => undefined,
    // A check runs many worlds; it may take its time.
    20_000,
  );
  const client = withSandbox(site);
  return client;
}
