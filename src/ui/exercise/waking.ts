/** Exercises sleep until a reader turns to them: what they need is loaded then, not with the page. */
export function wakeExercises(root: Document): void {
  for (const place of root.querySelectorAll("[data-exercise]")) {
    const occasions = ["pointerenter", "focusin", "touchstart"];
    // Who is quick presses "Check" before it is awake: the browser would send the form and load the page anew.
    let pressed = false;
    const hold = (event: Event): void => {
      event.preventDefault();
      pressed = true;
    };
    place.addEventListener("submit", hold);
    const wake = async (): Promise<void> => {
      for (const occasion of occasions) place.removeEventListener(occasion, wake);
      const { bringToLife } = await import("./mount.tsx");
      place.removeEventListener("submit", hold);
      bringToLife(place);
      if (pressed) place.querySelector("form")?.requestSubmit();
    };
    for (const occasion of occasions) place.addEventListener(occasion, wake, { passive: true });
  }
}
