import type { ComponentChildren } from "preact";
import { Icon } from "../simulator/icon.tsx";
import type { Looking } from "./use-diagram.ts";

/** The buttons for looking at the diagram; what is given besides stands at their end. */
export function DiagramTools(props: { readonly looking: Looking; readonly children?: ComponentChildren }) {
  const { looking, children } = props;
  const { look, follow, follows, whole } = looking;
  return (
    <fieldset class="diagram-tools controls">
      <legend class="offstage">How the diagram is shown</legend>
      <button
        type="button"
        class="tool tool-zoom"
        aria-label="Zoom out"
        title="Zoom out (−)"
        disabled={whole}
        onClick={() => look("farther")}
      >
        <Icon name="farther" />
      </button>
      <button
        type="button"
        class="tool tool-zoom"
        aria-label="Zoom in"
        title="Zoom in (+)"
        onClick={() => look("nearer")}
      >
        <Icon name="nearer" />
      </button>
      <button
        type="button"
        class="tool tool-zoom"
        title="Show the whole run (0)"
        onClick={() => look("whole")}
      >
        Fit
      </button>
      <button
        type="button"
        class="tool tool-zoom"
        title="Scroll to the current step by itself"
        aria-pressed={follows}
        onClick={() => follow(!follows)}
      >
        Follow
      </button>
      {children}
    </fieldset>
  );
}
