import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { RunLinkView, WrittenLink } from "../../schemas/run-link.ts";
import { moment } from "../diagram/time-scale.ts";
import { playgroundAddress } from "../playground/address.ts";
import { hashOf } from "../playground/menu.ts";
import type { Conversation } from "../simulator/conversation.ts";
import { linkTo, otherServer } from "./linked-run.ts";
import { SaveRows } from "./save-rows.tsx";

/** A run that came in a file goes on in a file. */
const OF_FILE: WrittenLink = {
  ok: false,
  message: "This run comes from a file; a link cannot carry it. Pass the file on.",
};

type Copied = { readonly text: string; readonly ok: boolean };

/** What can be done with a whole run. */
export function ShareMenu(props: {
  readonly id: string;
  readonly conversation: Conversation;
  readonly view: RunLinkView;
  readonly onClose: () => void;
}) {
  const { id, conversation, view, onClose } = props;
  const { session, scenario } = conversation;
  const { panel, viewer, zoom, picked } = view;
  const { isLookOnly } = conversation;
  const link = useMemo(
    () => (isLookOnly ? OF_FILE : linkTo(session, scenario, { panel, viewer, zoom, picked })),
    [session.run, session.at, scenario, panel, viewer, zoom, picked],
  );
  const [copied, setCopied] = useState<Copied | null>(null);
  const field = useRef<HTMLInputElement>(null);

  const menu = useRef<HTMLDivElement>(null);
  // The button that opens it belongs to it.
  useEffect(() => {
    const box = menu.current?.parentElement;
    if (box === null || box === undefined) return;
    const here = new AbortController();
    const leave = ({ target }: Event): void => {
      // What takes a while, and would end with the menu, keeps it open.
      const busy = box.querySelector("[data-busy=true]") !== null;
      if (!busy && target instanceof Node && !box.contains(target)) onClose();
    };
    document.addEventListener("pointerdown", leave, { signal: here.signal });
    document.addEventListener("focusin", leave, { signal: here.signal });
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      onClose();
      box.querySelector("button")?.focus();
    };
    box.addEventListener("keydown", onKey, { signal: here.signal });
    return () => here.abort();
  }, []);

  const copy = async (): Promise<void> => {
    if (!link.ok) return;
    const text = addressOf(link.text);
    const ok = await written(text);
    setCopied({ text, ok });
    // Then the reader can copy it by hand.
    if (!ok) requestAnimationFrame(() => field.current?.select());
  };

  return (
    <div class="share-menu" id={id} ref={menu}>
      <button type="button" class="act" disabled={!link.ok} onClick={copy}>
        <b>Copy link to this moment</b>
        <span>
          The whole run, at {moment(session.at.timeMs)}: who opens it sees what you see, and can go on.
        </span>
      </button>
      <p class="share-said" role="status">
        {link.ok ? saidOf(copied) : link.message}
      </p>
      {copied === null || copied.ok ? null : (
        <input
          ref={field}
          class="share-field"
          type="text"
          readOnly
          value={copied.text}
          aria-label="The link"
        />
      )}
      {document.querySelector("[data-playground]") === null ? (
        <a class="act" href={playgroundAddress(link.ok ? link.text : hashOf(scenario.id))}>
          <b>Open in the playground</b>
          <span>{link.ok ? "This very run, at full width." : "This scenario, at full width."}</span>
        </a>
      ) : null}
      <SaveRows
        id={id}
        conversation={conversation}
        isOfSite={!isLookOnly && otherServer(session, scenario) === null}
      />
    </div>
  );
}

function saidOf(copied: Copied | null): string {
  if (copied === null) return "";
  return copied.ok
    ? `Copied: ${copied.text.length} characters.`
    : "This browser does not let the page copy; here is the link.";
}

function addressOf(hash: string): string {
  const address = new URL(location.href);
  address.hash = hash;
  return address.href;
}

async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not allowed, or not there at all: without https browsers have no clipboard.
    return false;
  }
}
