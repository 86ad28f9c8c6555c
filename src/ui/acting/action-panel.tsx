import { useMemo, useState } from "preact/hooks";
import type { Scenario } from "../../schemas/scenario.ts";
import type { StepView } from "../../simulation/simulator-api.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";
import type { Input } from "../../trace/input.ts";
import type { Cast, Participant } from "../cast.ts";
import { RichText } from "../rich-text.tsx";
import type { Action, ActionGroup, Values } from "./action.ts";
import { ActionForm } from "./action-form.tsx";
import { actionGroups } from "./action-groups.ts";
import { Presser, Writer } from "./page-controls.tsx";
import { buttonsOf, canWrite, sceneOf } from "./scene.ts";

/** What the reader may do to the world at the current moment. */
export function ActionPanel(props: {
  readonly participant: Participant;
  readonly cast: Cast;
  readonly at: StepView;
  readonly scenario: Scenario;
  readonly run: { readonly events: readonly TraceEvent[]; readonly steps: readonly Seq[] };
  readonly onAct: (input: Input) => void;
}) {
  const { participant, cast, at, scenario, run, onAct } = props;
  const scene = useMemo(
    () => sceneOf(participant, at, cast, { scenario, ...run }),
    [participant, at, cast, scenario, run],
  );
  const { client, name } = participant;
  // What was typed stays, whoever is looked at meanwhile.
  const [typed, setTyped] = useState<{ readonly [action: string]: Values }>({});
  const buttons = buttonsOf(scene);
  const list = (actions: readonly Action[]) => (
    <ul>
      {actions.map((one) => (
        <li key={one.id} class={one.does.is === "form" ? "is-form" : undefined}>
          {one.does.is === "form" ? (
            <ActionForm
              label={one.label}
              about={one.about}
              form={one.does}
              typed={typed[one.id] ?? {}}
              onType={(values) => setTyped((old) => ({ ...old, [one.id]: { ...old[one.id], ...values } }))}
              onAct={onAct}
            />
          ) : (
            <ActionButton action={one} input={one.does.input} onAct={onAct} />
          )}
        </li>
      ))}
    </ul>
  );
  return (
    <div class="actions controls">
      <p class="actions-head">What you do happens at the current step, and makes a run of your own.</p>
      {actionGroups(scene).map((group: ActionGroup) => (
        <section key={group.id} class="act-group" aria-label={group.title}>
          <h3>{group.title}</h3>
          {group.id === "viewer" && canWrite(scene) ? (
            <Writer name={name} onWrite={(body) => onAct({ kind: "annotate", client, body })} />
          ) : null}
          {group.id === "viewer" && buttons.length > 0 ? (
            <Presser
              name={name}
              buttons={buttons}
              onPress={(button, text) => onAct({ kind: "press", client, button, text })}
            />
          ) : null}
          {list(group.often)}
          {group.rare.length === 0 ? null : (
            <details class="act-more">
              <summary>{group.more}</summary>
              {list(group.rare)}
            </details>
          )}
        </section>
      ))}
    </div>
  );
}

function ActionButton(props: {
  readonly action: Action;
  readonly input: Input;
  readonly onAct: (input: Input) => void;
}) {
  const { action, input, onAct } = props;
  return (
    <button type="button" class="act" onClick={() => onAct(input)}>
      <b>{action.label}</b>
      <span>
        <RichText text={action.about} />
      </span>
    </button>
  );
}
