import { markOf } from "../cast.ts";
import { Glyph } from "../glyph.tsx";
import type { ViewerModel } from "./viewer-model.ts";

/** What one viewer sees: the page, small. */
export function ViewerPage(props: {
  readonly model: ViewerModel;
  /** Whether this is the viewer that the actions and the statecharts are about. */
  readonly chosen: boolean;
}) {
  const { model, chosen } = props;
  const { participant, rows, missing } = model;
  return (
    <section
      class={chosen ? "viewer is-chosen" : "viewer"}
      data-hue={participant.hue}
      aria-label={`${participant.name}'s page`}
    >
      <header>
        <Glyph path={markOf(participant.hue)} solid />
        <h3>{participant.name}</h3>
        <span class="viewer-link" data-link={model.link}>
          {model.linkWord}
        </span>
      </header>
      {!model.opened ? (
        <p class="quiet">The page is not open yet.</p>
      ) : (
        <>
          <ol class="annotations">
            {rows.map((row) => (
              <li key={row.key}>
                <span class="annotation-id">{row.id}</span>
                <span>
                  <b>{row.author}</b> <span class="annotation-at">{row.at}</span> {row.body}
                  {row.twice ? <em class="flag"> shown twice</em> : null}
                </span>
              </li>
            ))}
            {rows.length === 0 && missing.length === 0 ? <li class="quiet">No annotations yet.</li> : null}
          </ol>
          {missing.length === 0 ? null : (
            <p class="missing">
              <Glyph path="M-4.5-4.5H4.5V4.5H-4.5ZM-4.5 4.5L4.5-4.5" /> not here: {missing.join(", ")}
            </p>
          )}
          {model.notice === null ? null : <p class="notice">{model.notice}</p>}
          <p class="last-seen">
            {model.lastSeenId === null ? (
              <>
                would send no <code>last_seen_id</code>
              </>
            ) : (
              <>
                would send <code>last_seen_id: {model.lastSeenId}</code>
              </>
            )}
          </p>
        </>
      )}
    </section>
  );
}
