import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";
import type { Cast } from "../cast.ts";
import type { Optics } from "./optics.ts";
import type { Sequence } from "./sequence.ts";
import { zoomToFit } from "./time-scale.ts";
import { useSequence } from "./use-sequence.ts";
import { PLAIN, SPLIT_PX } from "./view.ts";

/** What a reader can do to the way the diagram is shown. */
export type Looking = {
  readonly zoom: number;
  /** Whether the whole run is in view. */
  readonly whole: boolean;
  /** Whether the diagram scrolls to the current step by itself. */
  readonly follows: boolean;
  readonly look: (how: Look) => void;
  /** Pulls the zoom to so many times what it is. */
  readonly pull: (times: number) => void;
  readonly follow: (on: boolean) => void;
  /** Tells how large the diagram is on the page: its width and the height for the run, in pixels. */
  readonly measure: (width: number, height: number) => void;
};

/** Nearer, farther, or the whole run at once. */
export type Look = "nearer" | "farther" | "whole";

/** A run as the reader looks at it. */
export function useDiagram(
  events: readonly TraceEvent[],
  steps: readonly Seq[],
  cast: Cast,
): { readonly sequence: Sequence; readonly looking: Looking } {
  const [view, setView] = useState(PLAIN);
  const [room, setRoom] = useState(0);
  const [follows, follow] = useState(true);
  const sequence = useSequence(events, steps, cast, view);
  // From zoom 1 on, what is drawn does not tell how high the run would be below it: then the last is remembered.
  const fit = useRef(1);
  if (sequence.view.zoom <= 1 && room > 0)
    fit.current = Math.min(1, zoomToFit(sequence.height, room, sequence.view.zoom));
  const now = useRef(view);
  now.current = view;
  const isWide = useRef(false);
  const wantsWhole = useRef(false);

  const see = useCallback((zoomBy: (optics: Optics) => number): void => {
    import("./optics.ts").then(
      ({ optics }) => {
        const next = { zoom: zoomBy(optics), split: isWide.current, optics };
        const { zoom, split } = now.current;
        if (next.zoom !== zoom || next.split !== split) setView(next);
      },
      // Without it the run stays as it is drawn; the next press tries again.
      () => undefined,
    );
  }, []);
  const look = useCallback((how: Look): void => {
    see((optics) => {
      wantsWhole.current = how === "whole";
      return how === "whole" ? fit.current : optics[how](now.current.zoom, fit.current);
    });
  }, []);
  const pull = useCallback((times: number): void => {
    wantsWhole.current = false;
    see(({ bounded }) => bounded(now.current.zoom * times, fit.current));
  }, []);
  const measure = useCallback((width: number, height: number): void => {
    setRoom(height);
    isWide.current = width >= SPLIT_PX;
    if (isWide.current !== now.current.split) see(() => now.current.zoom);
  }, []);
  // The run may have grown, or become another, since it was last known how high it is.
  useEffect(() => {
    if (wantsWhole.current) see(() => fit.current);
    wantsWhole.current = false;
  }, [sequence]);

  const whole = sequence.height <= room;
  const looking = useMemo(
    () => ({ zoom: view.zoom, whole, follows, look, pull, follow, measure }),
    [view.zoom, whole, follows],
  );
  return { sequence, looking };
}
