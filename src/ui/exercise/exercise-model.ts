import type { Answer, Exercise, ExerciseTask } from "../../schemas/exercise.ts";

/** What the reader has set so far; a run that they build stands in the simulator instead. */
export type Draft = {
  readonly fields: { readonly [name: string]: string };
  readonly order: readonly string[];
  readonly choice: string | null;
  readonly choices: { readonly [group: string]: string };
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
  };
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
