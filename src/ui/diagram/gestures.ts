/** Pulls the zoom to so many times what it was, around a height, in pixels from the upper edge, that stays where it is. */
export type Pull = (times: number, height: number) => void;

/** A wheel's notch is about 100 pixels. */
const WHEEL = 0.0025;
/** A mouse that moves less than this has not moved. */
const STILL_PX = 4;

/**
 * Listens to a scrolling box: the wheel with Ctrl and two fingers zoom, a mouse that is held drags. Once a frame at
 * most. What hands did while this module was on its way is made up for: `missed`. Returns how to stop.
 */
export function listenToHands(box: HTMLElement, onPull: Pull, missed: readonly Event[] = []): () => void {
  const controller = new AbortController();
  const active = { signal: controller.signal, passive: false };
  const handlers = new Map<string, (event: never) => void>();
  const on = <Type extends keyof HTMLElementEventMap>(
    type: Type,
    handle: (event: HTMLElementEventMap[Type]) => void,
  ): void => {
    handlers.set(type, handle);
    box.addEventListener(type, handle, active);
  };
  const heightOf = (y: number): number => y - box.getBoundingClientRect().top;
  let pulled = 1;
  let around = 0;
  let frame = 0;
  const pull = (times: number, height: number): void => {
    pulled *= times;
    around = height;
    if (frame !== 0) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      onPull(pulled, around);
      pulled = 1;
    });
  };

  // A trackpad's pinch comes as a wheel with Ctrl as well.
  on("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    pull(Math.exp(-event.deltaY * WHEEL), heightOf(event.clientY));
  });

  let apart = 0;
  const fingers = ({ touches: [one, two] }: TouchEvent): { apart: number; middle: number } | null => {
    if (one === undefined || two === undefined) return null;
    return {
      apart: Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY),
      middle: (one.clientY + two.clientY) / 2,
    };
  };
  on("touchstart", (event) => {
    apart = fingers(event)?.apart ?? 0;
  });
  on("touchmove", (event) => {
    const now = fingers(event);
    if (now === null) return;
    event.preventDefault();
    if (apart > 0) pull(now.apart / apart, heightOf(now.middle));
    apart = now.apart;
  });

  let from: { readonly x: number; readonly y: number } | null = null;
  let dragged = false;
  let captured = false;
  on("pointerdown", (event) => {
    dragged = false;
    captured = false;
    // On the scroll bar the browser drags.
    const onBar = event.offsetX > box.clientWidth && event.target === box;
    from =
      event.pointerType === "mouse" && event.button === 0 && !onBar
        ? { x: event.clientX, y: event.clientY }
        : null;
  });
  on("pointermove", (event) => {
    if (from === null || event.buttons === 0) return;
    if (!dragged && Math.hypot(event.clientX - from.x, event.clientY - from.y) < STILL_PX) return;
    dragged = true;
    // Of what was missed there may be nothing to capture any more.
    if (!captured && event.eventPhase !== Event.NONE) {
      captured = true;
      box.setPointerCapture(event.pointerId);
    }
    box.scrollBy({ left: from.x - event.clientX, top: from.y - event.clientY, behavior: "instant" });
    from = { x: event.clientX, y: event.clientY };
  });
  on("pointerup", () => {
    from = null;
  });
  // Letting go of what was dragged is no click.
  box.addEventListener(
    "click",
    (event) => {
      if (dragged) event.stopPropagation();
      dragged = false;
    },
    { signal: controller.signal, capture: true },
  );
  for (const event of missed) handlers.get(event.type)?.(event as never); // each for its own type
  // Whatever was let go of in the meantime has had its click.
  if (from === null) dragged = false;
  return () => {
    controller.abort();
    cancelAnimationFrame(frame);
  };
}
