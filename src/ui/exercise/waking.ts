/** Exercises sleep until a reader turns to them: what they need is loaded then, not with the page. */
export function wakeExercises(root: Document): void {
  for (const place of root.querySelectorAll("[data-exercise]")) {
    const occasions = ["pointerenter", "focusin", "touchstart"];
    // Who is quick presses a button before it is awake: the press waits, and the browser does not send the form.
    let pressed: HTMLElement | null = null;
    const hold = (event: Event): void => {
      const { target } = event;
      const button =
        target instanceof HTMLFormElement
          ? target.querySelector<HTMLElement>("[type=submit]")
          : target instanceof Element
            ? target.closest("button")
            : null;
      if (button === null) return;
      event.preventDefault();
      pressed = button;
    };
    place.addEventListener("click", hold);
    place.addEventListener("submit", hold);
    const wake = async (): Promise<void> => {
      for (const occasion of occasions) place.removeEventListener(occasion, wake);
      const { bringToLife } = await import("./mount.tsx");
      place.removeEventListener("click", hold);
      place.removeEventListener("submit", hold);
      bringToLife(place);
      pressed?.click();
    };
    for (const occasion of occasions) place.addEventListener(occasion, wake, { passive: true });
  }
}
