/** The pictures on the transport's buttons; the word is in the button's name. */
const ICONS = {
  start: "M5 4V20M20 4L9 12L20 20Z",
  back: "M17 4L6 12L17 20Z",
  play: "M6 3.5L20 12L6 20.5Z",
  pause: "M8 4V20M16 4V20",
  forward: "M7 4L18 12L7 20Z",
  end: "M19 4V20M4 4L15 12L4 20Z",
} as const;

export type IconName = keyof typeof ICONS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}
