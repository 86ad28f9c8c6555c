import type { ComponentChildren } from "preact";
import type { Item, Part, SpanEnd, SpanPart } from "./item.ts";
import { spanOffset } from "./item.ts";

/** Fractions become percentages: the drawing needs no width. */
export function percent(fraction: number): string {
  return `${Math.round(fraction * 10_000) / 100}%`;
}

/** A place of the diagram: what is inside is drawn in pixels around it. */
export function At(props: { readonly x: number; readonly y: number; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: a group inside the diagram, which has a name as a whole.
    <svg x={percent(props.x)} y={round(props.y)} class="at">
      {props.children}
    </svg>
  );
}

/** Draws one item; its arrow heads are those of the page (arrow-heads.tsx). */
export function ItemView({ item, mark }: { readonly item: Item; readonly mark?: "current" | "picked" }) {
  const head = `url(#arrow-${item.hue ?? "none"})`;
  return (
    <g
      class={`item item-${item.kind}${mark === undefined ? "" : ` is-${mark}`}`}
      data-hue={item.hue ?? undefined}
    >
      {item.parts.map((part, index) => (
        <PartView key={`${index}`} part={part} head={head} />
      ))}
    </g>
  );
}

function PartView({ part, head }: { readonly part: Part; readonly head: string }) {
  switch (part.is) {
    case "line":
      return (
        <line
          class={`stroke-${part.stroke}`}
          x1={percent(part.x1)}
          y1={round(part.y1)}
          x2={percent(part.x2)}
          y2={round(part.y2)}
          marker-end={part.head ? head : undefined}
        />
      );
    case "band":
      return part.fill === "callback" ? (
        <At x={part.x1} y={part.y1}>
          <rect
            class="fill-callback"
            x={-part.outset}
            width={part.outset * 2}
            height={round(part.y2 - part.y1)}
            rx="1.5"
          />
        </At>
      ) : (
        <rect
          class={`fill-${part.fill}`}
          x={percent(part.x1)}
          y={round(part.y1)}
          width={percent(part.x2 - part.x1)}
          height={round(part.y2 - part.y1)}
        />
      );
    case "span":
      return <SpanView span={part} />;
    case "glyph":
      return (
        <At x={part.x} y={part.y}>
          <path
            class={`mark mark-${part.tone}`}
            transform={part.dx === 0 ? undefined : `translate(${part.dx} 0)`}
            d={part.path}
          />
        </At>
      );
    case "text":
      return (
        <text
          class={`label label-${part.tone}`}
          x={percent(part.x)}
          dx={part.dx === 0 ? undefined : part.dx}
          y={round(part.y)}
          text-anchor={part.anchor === "start" ? undefined : part.anchor}
        >
          {part.word}
          {part.detail === "" ? null : (
            <tspan class="detail">
              {part.word === "" ? "" : " "}
              {part.detail}
            </tspan>
          )}
        </text>
      );
  }
}

/** About the width of a letter of a span's label. */
const LETTER_PX = 5.2;

function SpanView({ span }: { readonly span: SpanPart }) {
  const { x, y1, y2, stroke, end, label, side, track } = span;
  const long = Math.max(0, y2 - y1);
  const fits = long > label.length * LETTER_PX + 14;
  return (
    <At x={x} y={y1}>
      <g class={`span span-${stroke} track-${side}-${Math.min(track, 3)}`}>
        <g transform={`translate(${spanOffset(span)} 0)`}>
          <path class="span-line" d={`M0 0V${round(long)}`} />
          <path class={`span-end span-${end}`} d={`M-3 0H3${END_PATHS[end](round(long))}`} />
          {fits ? (
            <text
              class="span-label"
              // Upright again at the middle of the span, read upwards.
              transform={`translate(3 ${round(Math.min(long / 2, LABEL_FROM_TOP_PX))}) rotate(-90)`}
              text-anchor="middle"
            >
              {label}
            </text>
          ) : null}
        </g>
      </g>
    </At>
  );
}

const LABEL_FROM_TOP_PX = 90;

/** What stands at the end of a span: it fired, it was cleared, or it goes on. */
const END_PATHS: { readonly [end in SpanEnd]: (y: number) => string } = {
  fired: (y) => `M-3 ${y - 5}H3L0 ${y}Z`,
  cleared: (y) => `M-3 ${y}H3`,
  running: () => "",
};

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
