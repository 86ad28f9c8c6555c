import { markOf } from "../cast.ts";
import { Glyph } from "../glyph.tsx";
import { RichText } from "../rich-text.tsx";
import type { ViewerModel } from "./viewer-model.ts";

/** What one viewer sees: the page, small. */
export function ViewerPage({ model }: { readonly model: ViewerModel }) {
  const { participant, rows, missing, lines } = model;
  return (
    <article class="viewer" data-hue={participant.hue} aria-label={`${participant.name}'s page`}>
      <header>
        <Glyph path={markOf(participant.hue)} solid />
        <h3>{participant.name}</h3>
        {model.link === "up" ? null : <span class="viewer-link">{model.linkWord}</span>}
      </header>
      {!model.opened ? (
        <p class="quiet">No page is open here.</p>
      ) : (
        <>
          <p class="viewer-states">{model.states.join(" · ")}</p>
          <ol class="annotations">
            {rows.map((row) => (
              <li key={row.key}>
                <span class="annotation-id">{row.id}</span>
                <bdi>
                  <b>{row.author}</b> <span class="annotation-at">{row.at}</span> {row.body}
                  {row.twice ? <em class="flag"> shown twice</em> : null}
                </bdi>
              </li>
            ))}
          </ol>
          {lines.length === 0 ? null : (
            <ol class="page-lines">
              {lines.map((line, index) => (
                <li key={`${index}-${line}`}>
                  <bdi>
                    <RichText text={line} />
                  </bdi>
                </li>
              ))}
            </ol>
          )}
          {rows.length + lines.length + missing.length === 0 ? <p class="quiet">Nothing here yet.</p> : null}
          {missing.length === 0 ? null : (
            <p class="missing">
              <Glyph path="M-4.5-4.5H4.5V4.5H-4.5ZM-4.5 4.5L4.5-4.5" /> not here: {missing.join(", ")}
            </p>
          )}
          {model.notice === null ? null : <p class="notice">{model.notice}</p>}
          {model.lastSeenId === null ? null : (
            <p class="last-seen">
              would send <code>last_seen_id: {model.lastSeenId}</code>
            </p>
          )}
        </>
      )}
    </article>
  );
}
