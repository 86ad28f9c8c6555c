import type { Sequence } from "./sequence.ts";
import { ArrowHeads, Ground, LaneHeads } from "./sequence-diagram.tsx";

/** A still piece of a run's diagram, for pages on which nothing is stepped through. */
export function DiagramExcerpt(props: {
  readonly sequence: Sequence;
  readonly id: string;
  readonly name: string;
  /** In pixels of the whole diagram. */
  readonly top: number;
  readonly height: number;
}) {
  const { sequence, id, name, top, height } = props;
  return (
    <div class="diagram diagram-excerpt">
      <LaneHeads lanes={sequence.lanes} />
      <svg class="diagram-body" role="img" aria-label={name} height={height}>
        <ArrowHeads id={id} />
        {/* biome-ignore lint/a11y/noSvgWithoutTitle: a group inside the diagram, which has a name as a whole. */}
        <svg y={-top} width="100%" height={sequence.height}>
          <Ground sequence={sequence} slice={{ top, bottom: top + height }} heads={id} />
        </svg>
      </svg>
    </div>
  );
}
