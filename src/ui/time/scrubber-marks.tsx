/** Something to be seen at the scrubber, at a place among the steps. */
export type ScrubberMark = {
  readonly step: number;
  /** `named`: the text of the page has a name for it. `found`: the filter lets it through. */
  readonly is: "named" | "found";
};

/** Above so many the scrubber would be a solid bar. */
const MOST_FOUND = 160;

/** Marks at the scrubber; the list beside it says the same in words. */
export function ScrubberMarks(props: {
  readonly marks: readonly ScrubberMark[];
  /** How many steps the scrubber has. */
  readonly count: number;
}) {
  const { marks, count } = props;
  if (count < 2) return null;
  const tooMany = marks.filter(({ is }) => is === "found").length > MOST_FOUND;
  return (
    <svg class="scrub-marks" aria-hidden="true">
      {marks.map(({ step, is }) =>
        is === "found" && tooMany ? null : (
          // biome-ignore lint/a11y/noSvgWithoutTitle: a part of the drawing around it, which nobody is to read.
          <svg key={`${is}-${step}`} class="at" x={`${Math.round((10_000 * step) / (count - 1)) / 100}%`}>
            <path class={`scrub-mark is-${is}`} d={is === "named" ? "M-4 4H4L0 11Z" : "M0 27V33"} />
          </svg>
        ),
      )}
    </svg>
  );
}
