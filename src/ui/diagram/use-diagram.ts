import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";
import type { Cast } from "../cast.ts";
import type { Sequence } from "./sequence.ts";
import { zoomToFit } from "./time-scale.ts";
import { useSequence } from "./use-sequence.ts";
import { bounded, farther, nearer, PLAIN, SPLIT_PX } from "./view.ts";

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
  const zoom = useRef(view.zoom);
  zoom.current = view.zoom;
  const wantsWhole = useRef(false);

  const zoomTo = useCallback((to: number): void => {
    setView((old) => (old.zoom === to ? old : { ...old, zoom: to }));
  }, []);
  const look = useCallback((how: Look): void => {
    wantsWhole.current = how === "whole";
    if (how === "whole") zoomTo(fit.current);
    else zoomTo(how === "nearer" ? nearer(zoom.current) : farther(zoom.current, fit.current));
  }, []);
  const pull = useCallback((times: number): void => {
    wantsWhole.current = false;
    zoomTo(bounded(zoom.current * times, fit.current));
  }, []);
  const measure = useCallback((width: number, height: number): void => {
    setRoom(height);
    const split = width >= SPLIT_PX;
    setView((old) => (old.split === split ? old : { ...old, split }));
  }, []);
  // The run may have grown, or become another, since it was last known how high it is.
  useEffect(() => {
    if (wantsWhole.current) zoomTo(fit.current);
    wantsWhole.current = false;
  }, [sequence]);

  const whole = sequence.height <= room;
  const looking = useMemo(
    () => ({ zoom: view.zoom, whole, follows, look, pull, follow, measure }),
    [view.zoom, whole, follows],
  );
  return { sequence, looking };
}
