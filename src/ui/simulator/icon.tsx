/** The pictures on the transport's buttons; the word is in the button's name. */
const ICONS = {
  start: "M5 4V20M20 4L9 12L20 20Z",
  back: "M17 4L6 12L17 20Z",
  play: "M6 3.5L20 12L6 20.5Z",
  pause: "M8 4V20M16 4V20",
  forward: "M7 4L18 12L7 20Z",
  nearer: "M5 12H19M12 5V19",
  farther: "M5 12H19",
  larger: "M13.5 4H20V10.5M20 4L13 11M10.5 20H4V13.5M4 20L11 13",
  smaller: "M20 10.5H13.5V4M13.5 10.5L20.5 3.5M4 13.5H10.5V20M10.5 13.5L3.5 20.5",
  more: "M5 12V12M12 12V12M19 12V12",
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
