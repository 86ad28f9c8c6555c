import type { ComponentChildren } from "preact";
import type { Chart } from "./chart.ts";
import { drawEdges, NODE_HEIGHT } from "./chart.ts";
import type { Lit, LitRegion } from "./lit.ts";

/** Width of a letter in a state's name, in units of the drawing. */
const LETTER = 6;

/** One statechart with its current state lit: by colour, by weight and by a mark beside the name. */
export function Statechart<Region extends string>(props: {
  readonly chart: Chart<Region>;
  readonly lit: Lit<Region> | null;
  readonly title: string;
  readonly empty: string;
  readonly hue: number;
  /** What chooses the thing that is shown; stands beside the title. */
  readonly choice?: ComponentChildren;
}) {
  const { chart, lit, title, empty, hue, choice } = props;
  const sentence =
    lit === null ? empty : chart.regions.map(({ id, label }) => `${label}: ${spoken(lit[id])}`).join(", ");
  return (
    <figure class="chart" data-hue={hue}>
      <figcaption>
        {title} {choice}
      </figcaption>
      <svg viewBox={`0 0 ${chart.width} ${chart.height}`} role="img" aria-label={`${title}. ${sentence}`}>
        {chart.regions.map((region) => {
          const current = lit?.[region.id] ?? null;
          return (
            <g key={region.id}>
              <rect
                class="chart-region"
                x={region.x}
                y={region.y}
                width={region.w}
                height={region.h}
                rx="6"
              />
              <text class="chart-label" x={region.x + 8} y={region.y + 14}>
                {region.label}
              </text>
              {drawEdges(region)
                .filter((edge) => !edge.rare || edge.id === current?.edge)
                .map((edge) => (
                  <g key={edge.id} class={edge.id === current?.edge ? "chart-edge is-taken" : "chart-edge"}>
                    <path
                      d={edge.path}
                      marker-end={edge.id === current?.edge ? "url(#chart-head-taken)" : "url(#chart-head)"}
                    />
                    {edge.label === "" ? null : (
                      <text x={edge.labelX} y={edge.labelY} text-anchor="middle">
                        {edge.label}
                      </text>
                    )}
                  </g>
                ))}
              {region.nodes.map((node) => {
                const here = node.id === current?.state;
                const name = here && current.note !== "" ? `${node.id}(${current.note})` : node.id;
                const width = Math.max(node.w, name.length * LETTER + 12);
                return (
                  <g key={node.id} class={here ? "chart-node is-here" : "chart-node"} data-state={node.id}>
                    <rect
                      x={node.x - width / 2}
                      y={node.y - NODE_HEIGHT / 2}
                      width={width}
                      height={NODE_HEIGHT}
                      rx={NODE_HEIGHT / 2}
                      stroke-dasharray={node.transient === true ? "3 3" : undefined}
                    />
                    <text x={node.x} y={node.y + 3.6} text-anchor="middle">
                      {name}
                    </text>
                    {here ? (
                      <path class="chart-mark" d={`M${node.x - width / 2 - 5} ${node.y - 5}l8 5l-8 5z`} />
                    ) : null}
                  </g>
                );
              })}
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

function spoken({ state, note }: LitRegion): string {
  return note === "" ? state : `${state} (${note})`;
}

/** The arrow heads that all charts of a page share; drawn once. */
export function ChartHeads() {
  return (
    <svg class="offstage" width="0" height="0" aria-hidden="true">
      <defs>
        {["chart-head", "chart-head-taken"].map((id) => (
          <marker
            key={id}
            id={id}
            class={id}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path class={id === "chart-head" ? "chart-tip" : "chart-tip-taken"} d="M0 0L8 4L0 8Z" />
          </marker>
        ))}
      </defs>
    </svg>
  );
}
