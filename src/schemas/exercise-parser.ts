import type { TimedInput } from "../trace/input.ts";
import { type Checked, checkFile, type Incoherence } from "./checked-file.ts";
import {
  type Answer,
  type Exercise,
  type ExerciseTask,
  type FaultPlacement,
  type FrameField,
  startOf,
} from "./exercise.ts";
import {
  type ExerciseFile,
  exerciseFile,
  type FileAnswer,
  type FileFault,
  type FileTask,
} from "./exercise-file.ts";
import { pagePath, withoutTypes } from "./page-text.ts";
import type { Scenario } from "./scenario.ts";
import { unknownWord } from "./scenario-message.ts";
import { asClientId, toExpectation, toTimedInput } from "./scenario-parts.ts";
import { channelPath, serverPaths } from "./server-paths.ts";
import { withChanges } from "./text-change.ts";

/** An exercise with what only its author and the tests may know. */
export type AuthoredExercise = {
  readonly exercise: Exercise;
  readonly solution: Answer;
  readonly wrong: readonly { readonly answer: Answer; readonly says: string }[];
};

/** What an exercise rests on. */
export type Around = {
  /** Finds a scenario by its id; null when there is none. */
  readonly scenario: (id: string) => Scenario | null;
  /** The text of a file of the server or of a page, by its path from the project's folder. */
  readonly source: (file: string) => string;
};

/** Reads the text of a `*.exercise.yaml` file, as `parseScenario` does that of a scenario. */
export function parseExercise(text: string, file: string, around: Around): Checked<AuthoredExercise> {
  const checked = checkFile(text, file, exerciseFile, (data) => findIncoherences(data, around));
  if (!checked.ok) return checked;
  const scenario = around.scenario(checked.data.scenario);
  if (scenario === null) throw new Error(`the scenario ${checked.data.scenario} was not checked`);
  return { ok: true, data: toExercise(checked.data, scenario, around) };
}

/** What an answer is before the reader has touched anything. */
export function untouchedAnswer(task: ExerciseTask, script: readonly TimedInput[]): Answer {
  switch (task.is) {
    case "predict":
      return { to: "predict", fields: {} };
    case "order":
      return { to: "order", order: task.items.map(({ id }) => id) };
    case "explain":
      return { to: "explain", choice: null };
    case "choose":
      return { to: "choose", choices: {} };
    case "build":
      return { to: "build", variant: task.variant, inputs: script };
    case "write":
    case "write_page":
      return { to: "write", text: startOf(task) };
  }
}

function toExercise(file: ExerciseFile, scenario: Scenario, around: Around): AuthoredExercise {
  const { id, title, question, covers } = file;
  const task = toTask(file.task, scenario, around);
  const answer = (given: FileAnswer): Answer => toAnswer(given, task, scenario);
  return {
    exercise: { id, title, question: question.trim(), covers, scenario: file.scenario, task },
    solution: answer(file.solution),
    wrong: file.wrong.map((one) => ({ answer: answer(one.answer), says: one.says })),
  };
}

function toTask(file: FileTask, scenario: Scenario, { source }: Around): ExerciseTask {
  const first = scenario.variants[0]?.id ?? "";
  switch (file.kind) {
    case "predict":
      return {
        is: file.kind,
        variant: file.variant ?? first,
        atMs: file.at,
        client: asClientId(file.client),
        direction: file.direction,
        fields: file.fields.map(({ name, choices }) => ({
          name: name as FrameField, // the schema's pattern is this type
          choices: choices ?? [],
        })),
      };
    case "order":
      return {
        is: file.kind,
        variant: file.variant ?? first,
        items: file.items.map(({ id, label, moment, client, direction, event, topic, payload, nth }) => ({
          id,
          label,
          frame: {
            moment,
            client: asClientId(client),
            direction,
            event,
            topic: topic ?? null,
            payload: payload ?? null,
            nth,
          },
        })),
      };
    case "explain":
      return {
        is: file.kind,
        variant: file.variant ?? first,
        client: asClientId(file.client),
        shown: file.shown,
        options: file.options.map(({ id, label, inputs }) => ({
          id,
          label,
          inputs: inputs.map(toTimedInput),
        })),
      };
    case "build":
      return {
        is: file.kind,
        variant: file.variant ?? first,
        settleMs: file.settle ?? 0,
        allowed: file.allowed,
        goal: file.goal.map(toExpectation),
      };
    case "choose":
      return {
        is: file.kind,
        groups: file.groups.map(({ id, label, options }) => ({
          id,
          label,
          options: options.map((option) => ({
            id: option.id,
            label: option.label,
            page: option.page ?? null,
            server: option.server ?? null,
          })),
        })),
        faults: file.faults.map(toPlacement),
        goal: file.goal.map(toExpectation),
      };
    case "write":
      return {
        is: file.kind,
        page: file.page ?? null,
        file: channelPath(file.file),
        server: serverPaths(file.server).map((path) => ({ file: path, text: source(path) })),
        faults: file.faults.map(toPlacement),
        goal: file.goal.map(toExpectation),
      };
    case "write_page":
      return {
        is: file.kind,
        page: file.page,
        text: withoutTypes(source(pagePath(file.page))),
        variant: file.variant ?? first,
        faults: file.faults.map(toPlacement),
        goal: file.goal.map(toExpectation),
      };
  }
}

function toPlacement({ label, from, to, every, inputs }: FileFault): FaultPlacement {
  return { label, fromMs: from, toMs: to, everyMs: every, inputs: inputs.map(toTimedInput) };
}

function toAnswer(file: FileAnswer, task: ExerciseTask, scenario: Scenario): Answer {
  switch (task.is) {
    case "predict":
      return { to: "predict", fields: file.fields ?? {} };
    case "order":
      return { to: "order", order: file.order ?? [] };
    case "explain":
      return { to: "explain", choice: file.choice ?? null };
    case "choose":
      return { to: "choose", choices: file.choices ?? {} };
    case "build": {
      const added = (file.inputs ?? []).map(toTimedInput);
      // As when a reader takes over: what the script had planned for later is dropped.
      const first = added[0]?.atMs ?? Number.POSITIVE_INFINITY;
      const kept = scenario.inputs.filter(({ atMs }) => atMs < first);
      return { to: "build", variant: task.variant, inputs: [...kept, ...added] };
    }
    case "write":
    case "write_page": {
      const changed = withChanges(startOf(task), file.changes ?? []);
      if (!("text" in changed)) throw new Error("the changes were not checked");
      return { to: "write", text: changed.text };
    }
  }
}

function findIncoherences(file: ExerciseFile, around: Around): readonly Incoherence[] {
  const scenario = around.scenario(file.scenario);
  if (scenario === null) {
    return [{ path: ["scenario"], message: `there is no scenario "${file.scenario}" beside any lesson` }];
  }
  const { task } = file;
  const clients = scenario.clients.map(({ id }) => id);
  const found: Incoherence[] = [];
  const check = (
    noun: string,
    word: string | undefined,
    allowed: readonly string[],
    path: Incoherence["path"],
  ) => {
    if (word !== undefined && !allowed.includes(word))
      found.push({ path, message: unknownWord(noun, word, allowed) });
  };
  if ("variant" in task) {
    check(
      "variant",
      task.variant,
      scenario.variants.map(({ id }) => id),
      ["task", "variant"],
    );
  }
  if ("client" in task) check("client", task.client, clients, ["task", "client"]);
  if (task.kind === "order") {
    for (const [index, { client }] of task.items.entries()) {
      check("client", client, clients, ["task", "items", index, "client"]);
    }
  }
  if (task.kind === "explain")
    check(
      "option",
      task.shown,
      task.options.map(({ id }) => id),
      ["task", "shown"],
    );
  if (task.kind === "write") check("file", task.file, task.server, ["task", "file"]);
  if (task.kind === "write" || task.kind === "write_page") {
    const name = task.kind === "write" ? `${task.file}.ex` : `${task.page}.js`;
    const start =
      task.kind === "write"
        ? around.source(channelPath(task.file))
        : withoutTypes(around.source(pagePath(task.page)));
    for (const [place, { path }] of answersOf(file).entries()) {
      const answer = place === 0 ? file.solution : file.wrong[place - 1]?.answer;
      const changed = withChanges(start, answer?.changes ?? []);
      if ("text" in changed) continue;
      const { misplaced, places } = changed;
      found.push({
        path: [...path, "changes", misplaced, "replace"],
        message: `must stand in ${name} once, and is there ${places} times`,
      });
    }
  }
  if (task.kind === "choose" || task.kind === "write" || task.kind === "write_page") {
    for (const [index, { from, to, every }] of task.faults.entries()) {
      if (to < from) found.push({ path: ["task", "faults", index, "to"], message: '"to" is before "from"' });
      if (every < 1)
        found.push({ path: ["task", "faults", index, "every"], message: '"every" must be at least 1 ms' });
    }
  }
  for (const [place, { path, key }] of answersOf(file).entries()) {
    const answer = place === 0 ? file.solution : file.wrong[place - 1]?.answer;
    const allowed = ANSWER_KEYS[task.kind];
    const given = Object.keys(answer ?? {});
    if (given.length !== 1 || given[0] !== allowed) {
      found.push({
        path,
        message: `${key} to a task of the kind "${task.kind}" has the one key "${allowed}"`,
      });
    }
  }
  return found;
}

const ANSWER_KEYS: { readonly [kind in FileTask["kind"]]: keyof FileAnswer } = {
  predict: "fields",
  order: "order",
  explain: "choice",
  choose: "choices",
  build: "inputs",
  write: "changes",
  write_page: "changes",
};

function answersOf(
  file: ExerciseFile,
): readonly { readonly path: Incoherence["path"]; readonly key: string }[] {
  return [
    { path: ["solution"], key: "the solution" },
    ...file.wrong.map((_, index) => ({ path: ["wrong", index, "answer"], key: "an answer" })),
  ];
}
