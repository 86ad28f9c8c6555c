import { render } from "preact";
import { ArrowHeads } from "../diagram/arrow-heads.tsx";
import type { Slice } from "../diagram/ground.tsx";
import { Ground, HEAD_HEIGHT, LaneHeads } from "../diagram/ground.tsx";
import type { Sequence } from "../diagram/sequence.ts";
import { standaloneSvg } from "./standalone-svg.ts";

/** At least so wide, in pixels: labels that a phone leaves out have their room. */
const MIN_WIDTH = 860;
const MARGIN = 24;
/** Title and second line. */
const TITLE_HEIGHT = 64;

/** What a drawing of a whole run says above itself. */
export type DiagramTitle = { readonly title: string; readonly line: string };

export type DiagramFile = { readonly svg: string; readonly width: number; readonly height: number };

/** How large a drawing of a run is, of the whole of it or of a part, in pixels. */
export function sizeOf(sequence: Sequence, part: Slice | null = null): Pick<DiagramFile, "width" | "height"> {
  const inner = Math.max(MIN_WIDTH, Math.ceil(sequence.lanes.minWidth));
  const body = part === null ? Math.ceil(sequence.height) : part.bottom - part.top;
  return { width: inner + 2 * MARGIN, height: TITLE_HEIGHT + HEAD_HEIGHT + body + MARGIN };
}

/** A run as an SVG that stands by itself, in the light or the dark colours: the whole of it, or a part. */
export function diagramFile(
  sequence: Sequence,
  { title, line }: DiagramTitle,
  theme: "light" | "dark",
  part: Slice | null = null,
): DiagramFile {
  const { width, height } = sizeOf(sequence, part);
  const inner = width - 2 * MARGIN;
  const { top: from, bottom: to } = part ?? { top: 0, bottom: Math.ceil(sequence.height) };
  const body = to - from;
  const top = TITLE_HEIGHT + HEAD_HEIGHT;
  const place = document.createElement("div");
  place.className = "diagram drawing";
  place.inert = true;
  // Whatever the page shows now: the colours of the other theme are a scheme away.
  place.style.colorScheme = theme;
  document.body.append(place);
  try {
    render(
      <svg
        xmlns="http://www.w3.org/2000/svg"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-labelledby="drawing-title"
      >
        <title id="drawing-title">{`${title}. ${line}`}</title>
        <rect class="drawing-paper" width={width} height={height} />
        <text class="drawing-title" x={MARGIN} y="32">
          {title}
        </text>
        <text class="drawing-line" x={MARGIN} y="52">
          {line}
        </text>
        <svg aria-hidden="true" x={MARGIN} y={TITLE_HEIGHT} width={inner} height={HEAD_HEIGHT}>
          <LaneHeads lanes={sequence.lanes} />
        </svg>
        <svg
          aria-hidden="true"
          x={MARGIN}
          y={top}
          width={inner}
          height={body}
          viewBox={`0 ${from} ${inner} ${body}`}
        >
          <ArrowHeads />
          <Ground sequence={sequence} slice={part} />
        </svg>
      </svg>,
      place,
    );
    const drawing = place.querySelector("svg");
    if (drawing === null) throw new Error("nothing was drawn");
    return { svg: standaloneSvg(drawing), width, height };
  } finally {
    place.remove();
  }
}
