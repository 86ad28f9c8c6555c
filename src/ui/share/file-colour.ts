/** A colour as drawing programs know it, and how much of it is there. */
export type FileColour = { readonly colour: string; readonly opacity: number };

/**
 * A computed colour as files write it: `rgb(…)`, `rgba(…)` and what browsers give for a mixed one, `color(srgb …)`,
 * become hexadecimal and an opacity. Anything else, such as `none` or `url(…)`, stays.
 */
export function fileColour(computed: string): FileColour {
  const rgb = /^rgba?\(([\d.]+)[, ]+([\d.]+)[, ]+([\d.]+)(?:[,/ ]+([\d.]+))?\)$/.exec(computed);
  const srgb = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.e-]+))?\)$/.exec(computed);
  const [, red, green, blue, opacity] = rgb ?? srgb ?? [];
  if (red === undefined || green === undefined || blue === undefined) return { colour: computed, opacity: 1 };
  const scale = rgb === null ? 255 : 1;
  const hex = [red, green, blue].map((part) => hexOf(Number(part) * scale)).join("");
  return { colour: `#${hex}`, opacity: opacity === undefined ? 1 : Number(opacity) };
}

function hexOf(value: number): string {
  const whole = Math.min(255, Math.max(0, Math.round(value)));
  return whole.toString(16).padStart(2, "0");
}
