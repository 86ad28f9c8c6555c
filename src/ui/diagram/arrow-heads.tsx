const HEAD_IDS = ["none", "0", "1", "2", "3", "4"] as const;

/**
 * What lines and bands of a diagram refer to: a page has it once, whatever is drawn on it (layouts/Base.astro), and a
 * picture that is saved has its own.
 */
export function ArrowHeads() {
  return (
    <defs>
      {HEAD_IDS.map((hue) => (
        <marker
          key={hue}
          id={`arrow-${hue}`}
          class="arrow-head"
          data-hue={hue}
          viewBox="0 0 9 8"
          refX="8.5"
          refY="4"
          markerWidth="8"
          markerHeight="7"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 0.4L9 4L0 7.6L2 4Z" />
        </marker>
      ))}
      <pattern
        id="hatch-cut"
        width="7"
        height="7"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <line class="hatch-line" x1="0" y1="0" x2="0" y2="7" />
      </pattern>
      <pattern id="hatch-silent" width="9" height="9" patternUnits="userSpaceOnUse">
        <circle class="hatch-dot" cx="2.5" cy="2.5" r="1.1" />
        <circle class="hatch-dot" cx="7" cy="7" r="1.1" />
      </pattern>
    </defs>
  );
}
