import type { Input } from "../../trace/input.ts";
import type { ActionGroup, Values } from "./action.ts";
import { ActionButton } from "./action-button.tsx";
import { ActionForm } from "./action-form.tsx";
import { rareActions } from "./rare-actions.ts";
import type { Scene } from "./scene.ts";

/** What stands in the forms, by action and field. */
export type Typed = { readonly [action: string]: Values };

/** The rarer actions of a group, most of which have a form. */
export function RareList(props: {
  readonly group: ActionGroup["id"];
  readonly scene: Scene;
  readonly typed: Typed;
  readonly onType: (action: string, values: Values) => void;
  readonly onAct: (input: Input) => void;
}) {
  const { group, scene, typed, onType, onAct } = props;
  return (
    <ul>
      {rareActions(group, scene).map(({ does, ...one }) => (
        <li key={one.id}>
          {does.is === "form" ? (
            <ActionForm
              label={one.label}
              about={one.about}
              form={does}
              typed={typed[one.id] ?? {}}
              onType={(values) => onType(one.id, values)}
              onAct={onAct}
            />
          ) : (
            <ActionButton action={{ ...one, does }} onAct={onAct} />
          )}
        </li>
      ))}
    </ul>
  );
}
