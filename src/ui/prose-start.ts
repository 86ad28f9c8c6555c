/**
 * Phrases in the text that stand for a step of a run (prose-steps.ts): this only listens to the whole document. Without
 * scripts they are plain anchors.
 */
export function followPhrases(root: Document): void {
  const attend = async (event: Event): Promise<void> => {
    const { target, type } = event;
    const phrase = target instanceof Element ? target.closest<HTMLElement>("a[data-step-of]") : null;
    if (phrase === null) return;
    if (event instanceof MouseEvent && type === "click") {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
    }
    const { attendTo } = await import("./prose-steps.ts");
    attendTo(phrase, event);
  };
  for (const occasion of ["pointerover", "focusin", "click"]) root.addEventListener(occasion, attend);
}
