import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Cast } from "../cast.ts";
import type { Conversation } from "../simulator/conversation.ts";
import { useLater } from "../simulator/use-later.ts";
import { type Bookmark, bookmarksIn, placed } from "./bookmarks.ts";
import { NORMAL } from "./pace.ts";
import type { ScrubberMark } from "./scrubber-marks.tsx";
import type { Jump } from "./time-tools.tsx";
import { usePlaying } from "./use-playing.ts";

export type Time = {
  readonly marks: readonly ScrubberMark[];
  readonly open: boolean;
  readonly toggle: () => void;
  /** Goes to the nearest stop of the kind that was chosen; without a choice yet, it offers one. */
  readonly jump: Jump;
  readonly showKeys: () => void;
  /** The opened tools, to be put into the transport bar. */
  readonly tools: ComponentChildren;
  /** The sheet of shortcuts, when it is open. */
  readonly sheet: ComponentChildren;
};

/** How a run is played and moved through beyond single steps. What it needs is loaded when it is first opened. */
export function useTime(props: {
  readonly simulator: string;
  readonly conversation: Conversation;
  readonly cast: Cast;
}): Time {
  const { simulator, conversation, cast } = props;
  const { run, own } = conversation.session;
  const [pace, setPace] = useState(NORMAL);
  const [open, setOpen] = useState(false);
  const [keys, setKeys] = useState(false);
  const [found, setFound] = useState<readonly ScrubberMark[]>([]);
  const [bookmarks, setBookmarks] = useState<readonly Bookmark[]>([]);
  const jump = useRef<Jump>(null);
  const tools = useLater(open, () => import("./time-tools.tsx"));
  const sheet = useLater(keys, () => import("../keys/shortcut-sheet.tsx"));
  usePlaying(conversation, pace);
  useEffect(() => setBookmarks(bookmarksIn(document, simulator)), [simulator]);
  const named = useMemo(() => placed(bookmarks, run, own), [bookmarks, run, own]);
  const marks = useMemo(
    () => [
      ...found,
      ...named.flatMap(({ bookmark: { step }, inRun }) => (inRun ? { step, is: "named" as const } : [])),
    ],
    [found, named],
  );

  return {
    marks,
    open,
    toggle: () => setOpen(!open),
    jump: (direction) => {
      if (open) jump.current?.(direction);
      else setOpen(true);
    },
    showKeys: () => setKeys(true),
    tools:
      open && tools !== null ? (
        <tools.TimeTools
          conversation={conversation}
          cast={cast}
          pace={pace}
          bookmarks={named}
          onPace={setPace}
          onMarks={setFound}
          onKeys={() => setKeys(true)}
          jump={jump}
        />
      ) : null,
    sheet: keys && sheet !== null ? <sheet.ShortcutSheet onClose={() => setKeys(false)} /> : null,
  };
}
