import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Seq } from "../../trace/ids.ts";
import type { Slice } from "./ground.tsx";
import { Backdrop, HEAD_HEIGHT } from "./ground.tsx";
import type { Item } from "./item.ts";
import { ItemView } from "./item-view.tsx";
import type { Sequence } from "./sequence.ts";
import { landedItems } from "./sequence.ts";
import type { Looking } from "./use-diagram.ts";
import type { Pick } from "./use-pick.ts";

/** Above so many items only those near the visible part are in the page. */
const ALL_AT_ONCE = 300;
/** The visible part is widened to whole multiples of this, in pixels: scrolling redraws seldom. */
const SLICE_PX = 600;
/** What hands do to the diagram. */
const HANDS = ["wheel", "touchstart", "touchmove", "pointerdown", "pointermove", "pointerup"] as const;
/** A mouse that moves less than this has not moved. */
const STILL_PX = 4;
/** Where the current moment stands in the box when the diagram follows it. */
const FOLLOW = 0.6;
/** Somebody who steps faster than this wants to be there, not to watch the way. */
const LEISURE_MS = 300;

/**
 * The whole run as a sequence diagram; a veil lies over what comes after the current moment. Once an event is picked,
 * everything outside its cone of causes and effects fades instead.
 */
export function SequenceDiagram(props: {
  readonly sequence: Sequence;
  readonly seq: Seq;
  /** What the simulator is about. */
  readonly title: string;
  /** How the reader looks at it; left out where they cannot choose. */
  readonly looking?: Looking;
  /** How an event is picked; left out where none can be. */
  readonly pick?: Pick;
  /** Whether it stands where it is put, and never scrolls by itself. */
  readonly still?: true;
  /** What is drawn over it besides. */
  readonly children?: ComponentChildren;
}) {
  const { sequence, seq, title, looking, pick, still, children } = props;
  const cone = pick?.cone ?? null;
  const name = `Sequence diagram of ${title}`;
  const box = useRef<HTMLDivElement>(null);
  const followedAt = useRef(Number.NEGATIVE_INFINITY);
  const [slice, setSlice] = useState<Slice | null>(null);
  const many = sequence.items.length > ALL_AT_ONCE;
  const y = sequence.y[seq] ?? 0;

  const follows = looking?.follows ?? still === undefined;
  // What of these an effect reads is as it was drawn last.
  const now = useRef({ y, follows, kept: y });
  now.current = { y, follows, kept: cone === null ? y : (sequence.y[cone.of] ?? y) };

  const scrolled = useRef(0);
  // When the box is resized, what is picked stays in view, or else the current moment.
  const measure = looking?.measure;
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      measure?.(element.clientWidth, element.clientHeight - HEAD_HEIGHT);
      if (now.current.follows) scrolled.current = follow(element, now.current.kept, false);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [measure]);

  // Seen otherwise, the same place stays where it is: under the hand that zooms, or else the current moment.
  const drawn = useRef(sequence);
  const held = useRef<number | null>(null);
  useLayoutEffect(() => {
    const before = drawn.current;
    drawn.current = sequence;
    const element = box.current;
    const { optics } = sequence.view;
    if (element === null || optics === null || before.view === sequence.view) return;
    const room = element.clientHeight - HEAD_HEIGHT;
    const here = (before.y[seq] ?? 0) - scrolled.current;
    const focus = held.current ?? (here > 0 && here < room ? here : room / 2);
    held.current = null;
    const place = optics.placeAt(before.y, scrolled.current + focus);
    element.scrollTo({ top: optics.heightOf(sequence.y, place) - focus, behavior: "instant" });
    scrolled.current = element.scrollTop;
  }, [sequence]);

  // Follows the current moment, unless it is comfortably in view already. Another view may leave it at its height.
  const seen = useRef(sequence.view);
  useEffect(() => {
    const sameView = seen.current === sequence.view;
    seen.current = sequence.view;
    if (box.current === null || !follows || !sameView) return;
    const at = performance.now();
    scrolled.current = follow(box.current, y, at - followedAt.current > LEISURE_MS);
    followedAt.current = at;
  }, [y, follows, sequence.view]);

  const pull = looking?.pull;
  useEffect(() => {
    const element = box.current;
    if (element === null || pull === undefined) return;
    let stop: (() => void) | null = null;
    const here = new AbortController();
    const missed: Event[] = [];
    const miss = (event: Event): void => {
      // With Ctrl the browser would zoom the whole page.
      if (event instanceof WheelEvent && event.ctrlKey) event.preventDefault();
      missed.push(event);
    };
    // Letting go of what was dragged is no click.
    const missClick = (event: MouseEvent): void => {
      const down = missed.findLast(({ type }) => type === "pointerdown");
      if (!(down instanceof PointerEvent)) return;
      if (Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) >= STILL_PX)
        event.stopPropagation();
    };
    // Whoever wants to zoom by hand comes near first; a finger comes and acts at once.
    const come = (): void => {
      element.removeEventListener("pointerover", come);
      import("./gestures.ts").then(
        ({ listenToHands }) => {
          here.abort();
          if (stop !== null) return;
          const onPull = (times: number, height: number): void => {
            held.current = height - HEAD_HEIGHT;
            pull(times);
          };
          stop = listenToHands(element, onPull, missed);
        },
        () => here.abort(),
      );
    };
    element.addEventListener("pointerover", come, { passive: true });
    element.addEventListener("click", missClick, { signal: here.signal, capture: true });
    for (const type of HANDS) {
      element.addEventListener(type, miss, { signal: here.signal, passive: type !== "wheel" });
    }
    return () => {
      here.abort();
      element.removeEventListener("pointerover", come);
      stop?.();
      stop = () => undefined;
    };
  }, [pull]);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = (): void => {
      scrolled.current = element.scrollTop;
      if (!many) {
        setSlice(null);
        return;
      }
      const top = Math.floor(element.scrollTop / SLICE_PX - 0.5) * SLICE_PX;
      const bottom = Math.ceil((element.scrollTop + element.clientHeight) / SLICE_PX + 0.5) * SLICE_PX;
      setSlice((old) => (old?.top === top && old.bottom === bottom ? old : { top, bottom }));
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, [many]);

  const landed = useMemo(() => landedItems(sequence, seq), [sequence, seq]);
  const tools = pick?.tools ?? null;
  const pickByKey = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || pick === undefined) return;
    if (event.key === "Enter") pick.pick(cone?.of === seq ? null : seq);
    else if (event.key === "Escape" && cone !== null) pick.pick(null);
    else return;
    event.preventDefault();
  };
  return (
    <section
      class={pick === undefined ? "diagram" : "diagram is-pickable"}
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to enter it.
      tabIndex={0}
      aria-label={name}
      aria-keyshortcuts={pick === undefined ? undefined : "Enter Escape"}
      data-width={Math.floor(sequence.lanes.minWidth / 100)}
      onClick={(event) => pick?.pickAt(sequence, event.currentTarget, event)}
      onKeyDown={pickByKey}
    >
      <Backdrop sequence={sequence} slice={slice} name={name} />
      <svg class="diagram-overlay" aria-hidden="true" height={Math.ceil(sequence.height)}>
        {cone === null || tools === null ? (
          <g class="veil" transform={`translate(0 ${Math.round(y) + 1.5})`}>
            <rect width="100%" height={Math.ceil(sequence.height)} />
          </g>
        ) : (
          <tools.Lit sequence={sequence} slice={slice} cone={cone} />
        )}
        {landed.map((item) => (
          <ItemView
            key={`landed ${item.key}`}
            item={departing(item, seq) ? withoutLines(item) : item}
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
        {children}
      </svg>
    </section>
  );
}

/** Brings a height of the drawing into view, unless it is comfortably there, and gives where the box stands then. */
function follow(element: HTMLElement, y: number, leisurely: boolean): number {
  const { scrollTop, clientHeight, dataset } = element;
  if (y > scrollTop + clientHeight * 0.2 && y < scrollTop + clientHeight * 0.72) return scrollTop;
  const near = Math.abs(y - scrollTop) < clientHeight * 2;
  const smooth = near && leisurely && !matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollTo({
    top: Math.max(0, y - clientHeight * FOLLOW),
    // The first look goes straight to its place.
    behavior: smooth && dataset["followed"] === "yes" ? "smooth" : "instant",
  });
  dataset["followed"] = "yes";
  return element.scrollTop;
}

/** A frame that has just been sent is on its way: its arrow belongs to what comes after. */
function departing(item: Item, seq: Seq): boolean {
  return item.kind === "frame" && item.seqs[0] === seq && item.seqs.length > 1;
}

function withoutLines(item: Item): Item {
  return { ...item, parts: item.parts.filter((part) => part.is === "text" || part.is === "glyph").slice(-2) };
}
