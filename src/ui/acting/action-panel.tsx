import { useMemo, useState } from "preact/hooks";
import type { Input } from "../../trace/input.ts";
import { addedBy } from "../../trace/viewer.ts";
import type { Participant } from "../cast.ts";
import { useLater } from "../simulator/use-later.ts";
import type { PanelProps } from "../simulator/use-panel.ts";
import { ActionButton } from "./action-button.tsx";
import { actionGroups } from "./action-groups.ts";
import { Presser, Writer } from "./page-controls.tsx";
import type { Typed } from "./rare-list.tsx";
import { buttonsOf, canWrite, sceneOf } from "./scene.ts";

/** What the reader may do to the world at the current moment. */
export function Panel(props: PanelProps) {
  const { participant, viewers } = props;
  return participant === undefined ? null : (
    <>
      {viewers}
      <Actions {...props} participant={participant} />
    </>
  );
}

function Actions({
  participant,
  cast,
  conversation,
  onViewer,
}: PanelProps & { readonly participant: Participant }) {
  const { scenario } = conversation;
  const { at, run } = conversation.session;
  const onAct = (input: Input): void => {
    conversation.act(input);
    const added = addedBy(input);
    if (added !== null) onViewer(added.id);
  };
  const scene = useMemo(
    () => sceneOf(participant, at, cast, { scenario, ...run }),
    [participant, at, cast, scenario, run],
  );
  const { client, name } = participant;
  // What was typed stays, whoever is looked at meanwhile.
  const [typed, setTyped] = useState<Typed>({});
  const [unfolded, setUnfolded] = useState(false);
  const rare = useLater(unfolded, () => import("./rare-list.tsx"));
  const isCluster = scene.nodes.length > 0;
  const cluster = useLater(isCluster, () => import("./node-actions.ts"));
  // Nothing that changes its place under the reader's finger.
  if (isCluster && cluster === null) return null;
  const buttons = buttonsOf(scene);
  return (
    <div class="actions controls">
      <p class="actions-head">What you do happens at the current step, and makes a run of your own.</p>
      {actionGroups(scene, isCluster ? cluster?.nodeActions : null).map(({ id, title, often, more }) => (
        <section key={id} class="act-group" aria-label={title}>
          <h3>{title}</h3>
          {id === "viewer" && canWrite(scene) ? (
            <Writer name={name} onWrite={(body) => onAct({ kind: "annotate", client, body })} />
          ) : null}
          {id === "viewer" && buttons.length > 0 ? (
            <Presser
              name={name}
              buttons={buttons}
              onPress={(button, text) => onAct({ kind: "press", client, button, text })}
            />
          ) : null}
          <ul>
            {often.map((one) => (
              <li key={one.id}>
                <ActionButton action={one} onAct={onAct} />
              </li>
            ))}
          </ul>
          {more === null ? null : (
            <details class="act-more" onToggle={() => setUnfolded(true)}>
              <summary>{more}</summary>
              {rare === null ? null : (
                <rare.RareList
                  group={id}
                  scene={scene}
                  typed={typed}
                  onType={(action, values) =>
                    setTyped((old) => ({ ...old, [action]: { ...old[action], ...values } }))
                  }
                  onAct={onAct}
                />
              )}
            </details>
          )}
        </section>
      ))}
    </div>
  );
}
