/** Exercises sleep until a reader turns to them: what they need is loaded then, not with the page. */
export function wakeExercises(root: Document): void {
  for (const place of root.querySelectorAll("[data-exercise]")) {
    const occasions = ["pointerenter", "focusin", "touchstart"];
    const wake = async (): Promise<void> => {
      for (const occasion of occasions) place.removeEventListener(occasion, wake);
      const { bringToLife } = await import("./mount.tsx");
      bringToLife(place);
    };
    for (const occasion of occasions) place.addEventListener(occasion, wake, { passive: true });
  }
}
