import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Cone } from "../../trace/causality.ts";
import type { Seq } from "../../trace/ids.ts";
import type { Slice } from "./ground.tsx";
import { ArrowHeads, Ground, LaneHeads } from "./ground.tsx";
import { eventAt } from "./hit.ts";
import type { Item } from "./item.ts";
import { ItemView } from "./item-view.tsx";
import { litItems } from "./picked.ts";
import type { Sequence } from "./sequence.ts";
import { itemsOf, within } from "./sequence.ts";

/** Above so many items only those near the visible part are in the page. */
const ALL_AT_ONCE = 300;
/** The visible part is widened to whole multiples of this, in pixels: scrolling redraws seldom. */
const SLICE_PX = 600;
/** Where the current moment stands in the box when the diagram follows it. */
const FOLLOW = 0.6;
/** Somebody who steps faster than this wants to be there, not to watch the way. */
const LEISURE_MS = 300;
/** How near to a line a mouse has to be to mean it, and how near a finger. */
const REACH_PX = { fine: 8, coarse: 18 };

/**
 * The whole run as a sequence diagram; a veil lies over what comes after the current moment. Once an event is picked,
 * everything outside its cone of causes and effects fades instead.
 */
export function SequenceDiagram(props: {
  readonly sequence: Sequence;
  readonly seq: Seq;
  readonly id: string;
  /** What the simulator is about. */
  readonly title: string;
  /** What led to the picked event and what followed; left out where nothing can be picked. */
  readonly cone?: Cone | null;
  /** Picks an event, or lets go of the one that is picked. */
  readonly onPick?: (seq: Seq | null) => void;
}) {
  const { sequence, seq, id, title, cone = null, onPick } = props;
  const name = `Sequence diagram of ${title}`;
  const box = useRef<HTMLDivElement>(null);
  const followedAt = useRef(Number.NEGATIVE_INFINITY);
  const [slice, setSlice] = useState<Slice | null>(null);
  const many = sequence.items.length > ALL_AT_ONCE;
  const y = sequence.y[seq] ?? 0;

  // Follows the current moment, unless it is comfortably in view already; when the box is resized, what is picked.
  const here = useRef(y);
  const kept = useRef<number | null>(null);
  kept.current = cone === null ? null : (sequence.y[cone.of] ?? null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => follow(element, kept.current ?? here.current, false));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    here.current = y;
    if (box.current === null) return;
    const now = performance.now();
    follow(box.current, y, now - followedAt.current > LEISURE_MS);
    followedAt.current = now;
  }, [y]);

  useEffect(() => {
    const element = box.current;
    if (element === null || !many) {
      setSlice(null);
      return;
    }
    const look = (): void => {
      const top = Math.floor(element.scrollTop / SLICE_PX - 0.5) * SLICE_PX;
      const bottom = Math.ceil((element.scrollTop + element.clientHeight) / SLICE_PX + 0.5) * SLICE_PX;
      setSlice((old) => (old?.top === top && old.bottom === bottom ? old : { top, bottom }));
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, [many]);

  const landed = useMemo(() => landedItems(sequence, seq), [sequence, seq]);
  const lit = useMemo(() => {
    if (cone === null) return null;
    const items = slice === null ? sequence.items : within(sequence.items, slice.top, slice.bottom);
    return { items: litItems(items, cone), picked: landedItems(sequence, cone.of) };
  }, [sequence, slice, cone]);

  const pickAt = (event: MouseEvent): void => {
    const { currentTarget, clientX, clientY } = event;
    const body = currentTarget instanceof Element ? currentTarget.querySelector(".diagram-body") : null;
    if (body === null || onPick === undefined) return;
    const { left, top, width } = body.getBoundingClientRect();
    const reach = matchMedia("(pointer: coarse)").matches ? REACH_PX.coarse : REACH_PX.fine;
    onPick(eventAt(sequence.items, sequence.y, { x: clientX - left, y: clientY - top }, { width, reach }));
  };
  const pickByKey = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || onPick === undefined) return;
    if (event.key === "Enter") onPick(cone?.of === seq ? null : seq);
    else if (event.key === "Escape" && cone !== null) onPick(null);
    else return;
    event.preventDefault();
  };
  // The same nodes again mean that Preact does not even compare: a step touches the overlay only, which the
  // browser keeps as a layer of its own, so that the ground is not painted again either.
  const ground = useMemo(
    () => (
      <>
        <LaneHeads lanes={sequence.lanes} />
        <svg
          class="diagram-body"
          role="img"
          aria-label={`${name}. The same steps stand as sentences in the list “Steps” below.`}
          height={Math.ceil(sequence.height)}
        >
          <ArrowHeads id={id} />
          <Ground sequence={sequence} slice={slice} heads={id} />
        </svg>
      </>
    ),
    [sequence, slice, id, name],
  );
  return (
    <section
      class={onPick === undefined ? "diagram" : "diagram is-pickable"}
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to enter it.
      tabIndex={0}
      aria-label={name}
      aria-keyshortcuts={onPick === undefined ? undefined : "Enter Escape"}
      data-width={Math.floor(sequence.lanes.minWidth / 100)}
      onClick={pickAt}
      onKeyDown={pickByKey}
    >
      {ground}
      <svg class="diagram-overlay" aria-hidden="true" height={Math.ceil(sequence.height)}>
        {lit === null ? (
          <g class="veil" transform={`translate(0 ${Math.round(y) + 1.5})`}>
            <rect width="100%" height={Math.ceil(sequence.height)} />
          </g>
        ) : (
          <>
            <rect class="fade" width="100%" height={Math.ceil(sequence.height)} />
            {lit.items.map((item) => (
              <ItemView key={item.key} item={item} heads={id} />
            ))}
            {lit.picked.map((item) => (
              <ItemView key={`picked ${item.key}`} item={item} heads={id} mark="picked" />
            ))}
          </>
        )}
        {landed.map((item) => (
          <ItemView
            key={`landed ${item.key}`}
            item={departing(item, seq) ? withoutLines(item) : item}
            heads={id}
            mark="current"
          />
        ))}
        <g class="playhead" transform={`translate(0 ${Math.round(y)})`}>
          <line class="playhead-line" x1="0" x2="100%" y1="0" y2="0" />
          <path class="playhead-tip" d="M0-6L8 0L0 6Z" />
        </g>
        {cone === null ? null : (
          <path
            class="pick-tip"
            d="M0-6L8 0L0 6Z"
            transform={`translate(1 ${Math.round(sequence.y[cone.of] ?? 0)})`}
          />
        )}
      </svg>
    </section>
  );
}

function follow(element: HTMLElement, y: number, leisurely: boolean): void {
  const { scrollTop, clientHeight, dataset } = element;
  if (y > scrollTop + clientHeight * 0.2 && y < scrollTop + clientHeight * 0.72) return;
  const near = Math.abs(y - scrollTop) < clientHeight * 2;
  const smooth = near && leisurely && !matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollTo({
    top: Math.max(0, y - clientHeight * FOLLOW),
    // The first look goes straight to its place.
    behavior: smooth && dataset["followed"] === "yes" ? "smooth" : "instant",
  });
  dataset["followed"] = "yes";
}

/** What draws one event, but for what stands there all along. */
function landedItems({ items }: Sequence, seq: Seq): readonly Item[] {
  return itemsOf(items, seq).filter(
    ({ kind }) => kind !== "life" && kind !== "connection" && kind !== "trouble",
  );
}

/** A frame that has just been sent is on its way: its arrow belongs to what comes after. */
function departing(item: Item, seq: Seq): boolean {
  return item.kind === "frame" && item.seqs[0] === seq && item.seqs.length > 1;
}

function withoutLines(item: Item): Item {
  return { ...item, parts: item.parts.filter((part) => part.is === "text" || part.is === "glyph").slice(-2) };
}
