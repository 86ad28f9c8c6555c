import type { MachineHistory } from "../../simulation/simulator-api.ts";
import type { Seq } from "../../trace/ids.ts";
import type { Place } from "./course.ts";
import { entriesOf, placesAt, waysTakenAt, waysTakenBy } from "./course.ts";
import type { Drawing, DrawnRegion, DrawnState, DrawnWay } from "./drawing.ts";
import { STATE_HEIGHT, stateWidth } from "./drawing.ts";

/** A state of a region. */
export type ChosenState = { readonly region: string; readonly state: string };

/**
 * One statechart: the current states are lit by colour, by weight and by a mark beside the name; the ways that the
 * step has taken are drawn anew. Pressing a state is up to whoever shows the chart.
 */
export function Statechart(props: {
  readonly drawing: Drawing;
  readonly history: MachineHistory | null;
  readonly seq: Seq;
  readonly title: string;
  readonly hue: number;
  readonly chosen: ChosenState | null;
  readonly onPress: (state: ChosenState) => void;
}) {
  const { drawing, history, seq, title, hue, chosen, onPress } = props;
  const { width, height, regions } = drawing;
  const places = placesAt(regions, history, seq);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing is no fieldset.
    <svg
      class="chart"
      data-hue={hue}
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-label={`${title}. ${spokenPlaces(regions, places)}`}
    >
      {regions.map((region) => (
        <g key={region.id}>
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus. */}
          <g aria-hidden="true">
            <rect class="chart-region" x={region.x} y={region.y} width={region.w} height={region.h} rx="6" />
            <text class="chart-label" x={region.x + 9} y={region.y + 17}>
              {region.label}
            </text>
            <Ways region={region} history={history} seq={seq} />
          </g>
          {region.states.map((state) => (
            <State
              key={state.id}
              state={state}
              place={places?.get(region.id) ?? null}
              times={entriesOf(region, history, state.id).length}
              chosen={chosen?.region === region.id && chosen.state === state.id}
              onPress={() => onPress({ region: region.id, state: state.id })}
            />
          ))}
        </g>
      ))}
    </svg>
  );
}

function Ways(props: {
  readonly region: DrawnRegion;
  readonly history: MachineHistory | null;
  readonly seq: Seq;
}) {
  const { region, history, seq } = props;
  const now = waysTakenAt(history, region.id, seq);
  const past = waysTakenBy(history, region.id, seq);
  // What was taken lies on top, in the order in which it was.
  const still = region.ways.filter(({ id }) => !now.includes(id));
  const moving = now.flatMap((id, place) => {
    const way = region.ways.find((one) => one.id === id);
    return way === undefined ? [] : [{ way, place }];
  });
  return (
    <>
      {still.map((way) => (
        <g
          key={way.id}
          class={`chart-way${way.label === "" ? " is-rare" : ""}${past.has(way.id) ? " is-past" : ""}`}
        >
          <WayLine way={way} />
        </g>
      ))}
      {moving.map(({ way, place }) => (
        // With the step in its key it is drawn anew, and moves, at each step that takes it.
        <g key={`${seq} ${place}`} class="chart-way is-taken" data-way={way.id} style={`--place: ${place}`}>
          <WayLine way={way} />
        </g>
      ))}
    </>
  );
}

function WayLine({ way }: { readonly way: DrawnWay }) {
  return (
    <>
      <title>{way.about.join("\n")}</title>
      <path class="chart-line" d={way.path} pathLength={1} />
      <path class="chart-head" d={way.head} />
      {way.label === "" ? null : (
        <text x={way.labelX} y={way.labelY} text-anchor="middle">
          {way.label}
        </text>
      )}
    </>
  );
}

function State(props: {
  readonly state: DrawnState;
  readonly place: Place | null;
  readonly times: number;
  readonly chosen: boolean;
  readonly onPress: () => void;
}) {
  const { state, place, times, chosen, onPress } = props;
  const { id, x, y } = state;
  const here = place?.state === id;
  const name = here && place.note !== "" ? `${id}(${place.note})` : id;
  const width = stateWidth(name);
  const box = { x: x - width / 2, y: y - STATE_HEIGHT / 2, width, height: STATE_HEIGHT };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing holds no HTML button.
    <g
      class={`chart-state${here ? " is-here" : ""}`}
      data-state={id}
      role="button"
      // In lower case: what is drawn is XML, to which tabIndex is another name.
      tabindex={0}
      aria-pressed={chosen}
      aria-label={`${name}${here ? ", the current state" : ""}, ${timesWords(times)}`}
      onClick={onPress}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        onPress();
      }}
    >
      {chosen ? <rect class="chart-chosen" {...grown(box, 4)} rx={STATE_HEIGHT / 2 + 4} /> : null}
      <rect
        class="chart-box"
        {...box}
        rx={STATE_HEIGHT / 2}
        stroke-dasharray={state.transient ? "3 3" : undefined}
      />
      {state.final ? <rect class="chart-final" {...grown(box, -3)} rx={STATE_HEIGHT / 2 - 3} /> : null}
      <text x={x} y={y + 4} text-anchor="middle">
        {name}
      </text>
      {here ? <path class="chart-mark" d={`M${box.x - 6} ${y - 6}l10 6l-10 6z`} /> : null}
    </g>
  );
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

export function timesWords(times: number): string {
  if (times === 0) return "never entered";
  return times === 1 ? "entered once" : `entered ${times} times`;
}

function spokenPlaces(regions: readonly DrawnRegion[], places: ReadonlyMap<string, Place> | null): string {
  if (places === null) return "It is not there yet.";
  return regions
    .map(({ id, label }) => {
      const { state = "", note = "" } = places.get(id) ?? {};
      return `${label}: ${state}${note === "" ? "" : ` (${note})`}`;
    })
    .join(", ");
}
