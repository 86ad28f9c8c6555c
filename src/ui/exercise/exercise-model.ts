import { type Answer, type Exercise, type ExerciseTask, startOf } from "../../schemas/exercise.ts";

/** What the reader has set so far; a run that they build stands in the simulator instead. */
export type Draft = {
  readonly fields: { readonly [name: string]: string };
  readonly order: readonly string[];
  readonly choice: string | null;
  readonly choices: { readonly [group: string]: string };
  /** The file that the reader changes. */
  readonly text: string;
};

/** The untouched start. */
export function blankDraft({ task }: Exercise): Draft {
  return {
    fields: {},
    order: task.is === "order" ? task.items.map(({ id }) => id) : [],
    choice: null,
    choices:
      task.is === "choose"
        ? Object.fromEntries(task.groups.map(({ id, options }) => [id, options[0]?.id ?? ""]))
        : {},
    text: task.is === "write" || task.is === "write_page" ? startOf(task) : "",
  };
}

/** An earlier answer as a draft, as far as it still fits the exercise: its author may have changed it since. */
export function draftOf(exercise: Exercise, answer: Answer): Draft {
  const { task } = exercise;
  const blank = blankDraft(exercise);
  if (task.is === "predict" && answer.to === "predict") {
    return {
      ...blank,
      fields: only(answer.fields, ({ name }) => task.fields.some((field) => field.name === name)),
    };
  }
  if (task.is === "order" && answer.to === "order") {
    const same =
      answer.order.length === blank.order.length && blank.order.every((id) => answer.order.includes(id));
    return same ? { ...blank, order: answer.order } : blank;
  }
  if (task.is === "explain" && answer.to === "explain") {
    return task.options.some(({ id }) => id === answer.choice) ? { ...blank, choice: answer.choice } : blank;
  }
  if (task.is === "choose" && answer.to === "choose") {
    const known = only(answer.choices, ({ name, value }) =>
      task.groups.some((group) => group.id === name && group.options.some(({ id }) => id === value)),
    );
    return { ...blank, choices: { ...blank.choices, ...known } };
  }
  if ((task.is === "write" || task.is === "write_page") && answer.to === "write")
    return { ...blank, text: answer.text };
  return blank;
}

function only(
  values: { readonly [name: string]: string },
  wanted: (entry: { readonly name: string; readonly value: string }) => boolean,
): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => wanted({ name, value })));
}

/** The draft as an answer; null for a task whose answer stands in the simulator. */
export function answerOf(task: ExerciseTask, draft: Draft): Answer | null {
  switch (task.is) {
    case "predict":
      return { to: "predict", fields: draft.fields };
    case "order":
      return { to: "order", order: draft.order };
    case "explain":
      return { to: "explain", choice: draft.choice };
    case "choose":
      return { to: "choose", choices: draft.choices };
    case "write":
    case "write_page":
      return { to: "write", text: draft.text };
    case "build":
      return null;
  }
}

/** The list with one item a place earlier (-1) or later (1); as it was at either end. */
export function moved(order: readonly string[], id: string, by: -1 | 1): readonly string[] {
  const from = order.indexOf(id);
  const to = from + by;
  const other = order[to];
  if (from === -1 || other === undefined) return order;
  const next = [...order];
  next[to] = id;
  next[from] = other;
  return next;
}
