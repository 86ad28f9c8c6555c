import { useEffect, useState } from "preact/hooks";
import type { RunLinkView } from "../../schemas/run-link.ts";
import type { Conversation } from "../simulator/conversation.ts";
import { useLater } from "../simulator/use-later.ts";
import { registerView } from "./simulator-view.ts";

/** The button that opens the menu of what can be done with a whole run; the menu is loaded then. */
export function Share(props: {
  readonly simulator: string;
  readonly conversation: Conversation;
  readonly view: RunLinkView;
  readonly onView: (view: RunLinkView) => void;
}) {
  const { simulator, conversation, view, onView } = props;
  const [open, setOpen] = useState(false);
  const menu = useLater(open, () => import("./share-menu.tsx"));
  const id = `sim-${simulator}-share`;
  useEffect(() => registerView(simulator, onView), [simulator, onView]);

  return (
    <div class="share controls">
      <button
        type="button"
        class="share-open"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M12 15V4M8 7.5L12 3.5L16 7.5M5 12V19.5H19V12" />
        </svg>
        Share
      </button>
      {open && menu !== null ? (
        <menu.ShareMenu id={id} conversation={conversation} view={view} onClose={() => setOpen(false)} />
      ) : null}
    </div>
  );
}
