import type { RefObject } from "preact";
import { useEffect, useId, useMemo, useState } from "preact/hooks";
import type { Scenario } from "../../schemas/scenario.ts";
import type { RunView, StateChange } from "../../simulation/simulator-api.ts";
import { lastAtMost } from "../../trace/history.ts";
import type { ClientId, Seq } from "../../trace/ids.ts";
import type { Cast } from "../cast.ts";
import { moment } from "../diagram/time-scale.ts";
import type { Conversation } from "../simulator/conversation.ts";
import type { PlacedBookmark } from "./bookmarks.ts";
import { PACES, type Pace } from "./pace.ts";
import type { ScrubberMark } from "./scrubber-marks.tsx";
import { ANY_STOP, nearestStop, STOP_KINDS, type StopFilter, type StopKind, stopsOf } from "./stop-filter.ts";

/** Goes to the nearest stop that the filter lets through. */
export type Jump = (direction: "back" | "forward") => void;

/** What lies beside stepping: how fast it plays, which stops to jump between, and those that the text has named. */
export function TimeTools(props: {
  readonly conversation: Conversation;
  readonly cast: Cast;
  readonly pace: Pace;
  readonly bookmarks: readonly PlacedBookmark[];
  readonly onPace: (pace: Pace) => void;
  /** Marks for the stops that the filter lets through. */
  readonly onMarks: (marks: readonly ScrubberMark[]) => void;
  readonly onKeys: () => void;
  /** Where the simulator finds the jump for its keys. */
  readonly jump: RefObject<Jump>;
}) {
  const { conversation, cast, pace, bookmarks, onPace, onMarks, onKeys, jump } = props;
  const { run, at: shown } = conversation.session;
  const { seq } = shown;
  const id = useId();
  const [filter, setFilter] = useState<StopFilter>(ANY_STOP);
  const changes = useChanges(run, filter.kind === "states", conversation);
  const stops = useMemo(() => stopsOf(run, filter, changes), [run, filter, changes]);
  const isAny = filter.kind === "all" && filter.who === null;
  const place = lastAtMost(stops, seq);
  const previous = nearestStop(stops, seq, "back");
  const next = nearestStop(stops, seq, "forward");

  useEffect(() => {
    const places = isAny ? [] : stops.map((stop) => lastAtMost(run.steps, stop));
    onMarks(places.map((step) => ({ step, is: "found" as const })));
    return () => onMarks([]);
  }, [stops, isAny]);
  const goTo = (to: Seq): void => {
    conversation.play(false);
    conversation.goTo(to);
  };
  const go: Jump = (direction) => {
    const to = direction === "back" ? previous : next;
    if (to !== null) goTo(to);
  };
  jump.current = go;

  return (
    <div class="time-tools">
      <div class="time-row">
        <span>
          <label for={`${id}-kind`}>Jump to</label>
          <select
            id={`${id}-kind`}
            value={filter.kind}
            onChange={(event) => setFilter({ ...filter, kind: event.currentTarget.value as StopKind })} // its own options
          >
            {STOP_KINDS.map((kind) => (
              <option key={kind.id} value={kind.id}>
                {kind.label}
              </option>
            ))}
          </select>
        </span>
        <span>
          <label for={`${id}-who`}>of</label>
          <select
            id={`${id}-who`}
            value={filter.who ?? ""}
            onChange={(event) => setFilter({ ...filter, who: whoFrom(event.currentTarget.value, cast) })}
          >
            <option value="">anybody</option>
            {cast.map(({ client, name }) => (
              <option key={client} value={client}>
                {name}
              </option>
            ))}
            <option value="server">the server alone</option>
          </select>
        </span>
        <span class="time-jump">
          <button type="button" class="plain" disabled={previous === null} onClick={() => go("back")}>
            Previous
          </button>
          <button type="button" class="plain" disabled={next === null} onClick={() => go("forward")}>
            Next
          </button>
          <output>{countOf(stops, place, seq)}</output>
        </span>
        <span>
          <label for={`${id}-pace`}>Play at</label>
          <select
            id={`${id}-pace`}
            value={pace.id}
            onChange={(event) => onPace(PACES.find((one) => one.id === event.currentTarget.value) ?? pace)}
          >
            {PACES.map((one) => (
              <option key={one.id} value={one.id}>
                {one.label}
              </option>
            ))}
          </select>
        </span>
      </div>
      {pace.stopMs === null ? (
        <p class="time-note">Ten times slower than in life; long waits are cut short.</p>
      ) : null}
      <div class="time-more">
        {bookmarks.length === 0 ? null : (
          <nav class="bookmarks" aria-label="Moments that the text names">
            <ol>
              {bookmarks.map(({ bookmark, inRun }) => {
                const { name, variant, step } = bookmark;
                const at = inRun ? run.steps[step] : undefined;
                return (
                  <li key={`${variant} ${step}`}>
                    <button
                      type="button"
                      aria-current={at === seq ? "step" : undefined}
                      onClick={() => (at === undefined ? conversation.showStep(variant, step) : goTo(at))}
                    >
                      <span class="bookmark-time">
                        {at === undefined
                          ? labelOf(conversation.scenario, variant)
                          : moment(run.events[at]?.timeMs ?? 0)}
                      </span>{" "}
                      {name}
                    </button>
                  </li>
                );
              })}
            </ol>
          </nav>
        )}
        <button type="button" class="link" onClick={onKeys}>
          Keys <kbd>?</kbd>
        </button>
      </div>
    </div>
  );
}

function whoFrom(value: string, cast: Cast): StopFilter["who"] {
  if (value === "server") return value;
  return cast.find(({ client }): boolean => client === (value as ClientId))?.client ?? null;
}

/** `3 of 12`, `between 3 and 4 of 12`, `none`. */
function countOf(stops: readonly Seq[], place: number, seq: Seq): string {
  if (stops.length === 0) return "none in this run";
  if (stops[place] === seq) return `${place + 1} of ${stops.length}`;
  if (place === -1) return `before the first of ${stops.length}`;
  return place === stops.length - 1
    ? `after the last of ${stops.length}`
    : `between ${place + 1} and ${place + 2} of ${stops.length}`;
}

const NO_CHANGES: readonly StateChange[] = [];

/** Where the clients' states changed in a run, once somebody wants to know. */
function useChanges(run: RunView, wanted: boolean, conversation: Conversation): readonly StateChange[] {
  const [known, setKnown] = useState<{
    readonly of: RunView;
    readonly changes: readonly StateChange[];
  } | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let here = true;
    conversation
      .ask((client) => client.changes(run.run))
      .then(
        (changes) => here && setKnown({ of: run, changes }),
        // The worker says by itself that it cannot be reached.
        () => undefined,
      );
    return () => {
      here = false;
    };
  }, [run, wanted, conversation]);
  return known?.of === run ? known.changes : NO_CHANGES;
}

/** How the switch calls a variant. */
function labelOf({ variants }: Scenario, variant: string): string {
  return variants.find(({ id }) => id === variant)?.label ?? variant;
}
