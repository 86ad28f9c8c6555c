import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../simulator/icon.tsx";
import { DiagramTools } from "./diagram-tools.tsx";
import type { Looking } from "./use-diagram.ts";

/** The diagram over the whole window, with what moves through the run. */
export function LargeView(props: {
  readonly title: string;
  readonly looking: Looking;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const { title, looking, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>(".diagram")?.focus();
  }, []);
  return (
    <dialog class="large-view" ref={dialog} aria-label={`${title}, large`} onClose={onClose}>
      <header class="large-head">
        <h2>{title}</h2>
        <DiagramTools looking={looking}>
          <button type="button" class="tool" onClick={() => dialog.current?.close()}>
            <Icon name="smaller" />
            Close
          </button>
        </DiagramTools>
      </header>
      {children}
    </dialog>
  );
}
