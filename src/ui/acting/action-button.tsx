import type { Input } from "../../trace/input.ts";
import { RichText } from "../rich-text.tsx";
import type { Press } from "./action.ts";

/** An action that needs nothing but a press. */
export function ActionButton(props: { readonly action: Press; readonly onAct: (input: Input) => void }) {
  const { action, onAct } = props;
  return (
    <button type="button" class="act" onClick={() => onAct(action.does.input)}>
      <b>{action.label}</b>
      <span>
        <RichText text={action.about} />
      </span>
    </button>
  );
}
