import type { JSX } from "preact";
import type { ChooseTask, Exercise, ExplainTask, OrderTask, PredictTask } from "../../schemas/exercise.ts";
import type { Observation } from "../../simulation/exercise/observation.ts";
import type { CodeProblem } from "../../simulation/simulator-api.ts";
import { moment } from "../diagram/time-scale.ts";
import { RichText } from "../rich-text.tsx";
import { type Draft, moved } from "./exercise-model.ts";
import { WriteForm } from "./write-form.tsx";

/** What the reader fills in, for each kind of task. */
export function TaskForm(props: {
  readonly exercise: Exercise;
  readonly draft: Draft;
  readonly observations: readonly Observation[];
  readonly onChange: (changes: Partial<Draft>) => void;
  /** What is wrong with the text of a task in which one writes. */
  readonly onLook: (text: string) => Promise<readonly CodeProblem[]>;
  readonly onCheck: () => void;
}): JSX.Element {
  const { exercise, draft, observations, onChange, onLook, onCheck } = props;
  const { id, task } = exercise;
  switch (task.is) {
    case "predict":
      return <PredictForm id={id} task={task} draft={draft} onChange={onChange} />;
    case "order":
      return <OrderForm task={task} draft={draft} onChange={onChange} />;
    case "explain":
      return (
        <ExplainForm id={id} task={task} draft={draft} observations={observations} onChange={onChange} />
      );
    case "choose":
      return <ChooseForm id={id} task={task} draft={draft} onChange={onChange} />;
    case "write":
    case "write_page":
      return (
        <WriteForm id={id} task={task} draft={draft} onChange={onChange} onLook={onLook} onCheck={onCheck} />
      );
    case "build":
      return (
        <p class="task-note">
          Use <b>Take over</b> in the simulator of this scene: what you do there makes a run of your own, and
          that run is checked.
        </p>
      );
  }
}

export type FormProps<Task> = {
  readonly task: Task;
  readonly draft: Draft;
  readonly onChange: (changes: Partial<Draft>) => void;
};

function PredictForm({ id, task, draft, onChange }: FormProps<PredictTask> & { readonly id: string }) {
  return (
    <div class="frame-fields">
      {task.fields.map(({ name, choices }) => {
        const set = (value: string): void => onChange({ fields: { ...draft.fields, [name]: value } });
        return choices.length === 0 ? (
          <label key={name}>
            <code>{name}</code>
            <input
              type="text"
              value={draft.fields[name] ?? ""}
              maxLength={120}
              autocomplete="off"
              spellcheck={false}
              onInput={(event) => set(event.currentTarget.value)}
            />
          </label>
        ) : (
          <Choices
            key={name}
            name={`${id}-${name}`}
            legend={<code>{name}</code>}
            options={choices.map((choice) => ({ id: choice, label: `\`${choice}\`` }))}
            chosen={draft.fields[name] ?? null}
            onChoose={set}
          />
        );
      })}
    </div>
  );
}

function OrderForm({ task, draft, onChange }: FormProps<OrderTask>) {
  return (
    <ol class="to-order">
      {draft.order.map((item, place) => {
        const label = task.items.find(({ id }) => id === item)?.label ?? item;
        const move = (by: -1 | 1): void => onChange({ order: moved(draft.order, item, by) });
        return (
          <li key={item}>
            <span>
              <RichText text={label} />
            </span>
            <button
              type="button"
              aria-label={`${label}: earlier`}
              disabled={place === 0}
              onClick={() => move(-1)}
            >
              ↑
            </button>
            <button
              type="button"
              aria-label={`${label}: later`}
              disabled={place === draft.order.length - 1}
              onClick={() => move(1)}
            >
              ↓
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function ExplainForm(
  props: FormProps<ExplainTask> & { readonly id: string; readonly observations: readonly Observation[] },
) {
  const { id, task, draft, observations, onChange } = props;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <ol class="observed" tabIndex={0} aria-label="What the browser saw">
        {observations.map(({ seq, timeMs, text }) => (
          <li key={seq}>
            <span class="step-time">{moment(timeMs)}</span>
            <span>
              <RichText text={text} />
            </span>
          </li>
        ))}
      </ol>
      <Choices
        name={`${id}-choice`}
        legend="What happened?"
        options={task.options}
        chosen={draft.choice}
        onChoose={(choice) => onChange({ choice })}
      />
    </>
  );
}

function ChooseForm({ id, task, draft, onChange }: FormProps<ChooseTask> & { readonly id: string }) {
  return (
    <>
      {task.groups.map((group) => (
        <Choices
          key={group.id}
          name={`${id}-${group.id}`}
          legend={<RichText text={group.label} />}
          options={group.options}
          chosen={draft.choices[group.id] ?? null}
          onChoose={(option) => onChange({ choices: { ...draft.choices, [group.id]: option } })}
        />
      ))}
    </>
  );
}

function Choices(props: {
  readonly name: string;
  readonly legend: JSX.Element | string;
  readonly options: readonly { readonly id: string; readonly label: string }[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}) {
  const { name, legend, options, chosen, onChoose } = props;
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {options.map(({ id, label }) => (
        <label key={id}>
          <input type="radio" name={name} value={id} checked={id === chosen} onChange={() => onChoose(id)} />
          <span>
            <RichText text={label} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}
