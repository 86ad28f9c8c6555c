/** What a reader does who turns to an exercise, or is quick and presses something in it at once. */
const OCCASIONS = ["pointerenter", "focusin", "click", "submit"];

/** Exercises sleep until a reader turns to them: what they need is loaded then, not with the page. */
export function wakeExercises(root: Document): void {
  for (const place of root.querySelectorAll("[data-exercise]")) {
    const asleep = new AbortController();
    let stirs = false;
    // A press waits until it is awake, and the browser does not send the form.
    let pressed: HTMLElement | null | undefined;
    const stir = async (event: Event): Promise<void> => {
      const target = event.target as Element; // of an event in the page
      const button =
        event.type === "submit"
          ? target.querySelector<HTMLElement>("[type=submit]")
          : event.type === "click"
            ? target.closest("button")
            : null;
      if (button !== null) {
        event.preventDefault();
        pressed = button;
      }
      if (stirs) return;
      stirs = true;
      const { bringToLife } = await import("./mount.tsx");
      asleep.abort();
      bringToLife(place);
      pressed?.click();
    };
    for (const occasion of OCCASIONS) place.addEventListener(occasion, stir, { signal: asleep.signal });
  }
}
