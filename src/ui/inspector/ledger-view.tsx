import { CHANGED_GLYPH } from "../changed.ts";
import { Glyph } from "../glyph.tsx";
import { RichText } from "../rich-text.tsx";
import type { LedgerBlock, LedgerFact, LedgerItem, LedgerList, LedgerMark } from "./ledger.ts";

const MARKS: { readonly [mark in LedgerMark]: { readonly word: string; readonly path: string } } = {
  new: { word: "new", path: "M-4.5 0H4.5M0-4.5V4.5" },
  changed: { word: "changed", path: CHANGED_GLYPH },
  gone: { word: "gone", path: "M-4-4L4 4M4-4L-4 4" },
};

/** Values in blocks; what the step has changed is marked, and what it was is told. */
export function Ledger({ blocks }: { readonly blocks: readonly LedgerBlock[] }) {
  return (
    <div class="ledger">
      {blocks.map(({ key, title, mark, facts, lists }) => (
        <section key={key} class="ledger-block" data-mark={mark ?? undefined}>
          <h3>
            <RichText text={title} /> <Mark mark={mark} />
          </h3>
          {facts.length === 0 ? null : (
            <dl>
              {facts.map((one) => (
                <Fact key={one.name} fact={one} />
              ))}
            </dl>
          )}
          {lists.map((list) => (
            <List key={list.title} list={list} />
          ))}
        </section>
      ))}
    </div>
  );
}

function Fact({ fact }: { readonly fact: LedgerFact }) {
  const { name, value, was, about } = fact;
  return (
    <div class="ledger-fact" data-mark={was === null ? undefined : "changed"}>
      <dt>{name}</dt>
      <dd>
        <span class="ledger-value">
          <RichText text={value} />
        </span>{" "}
        {was === null ? null : (
          <>
            <Mark mark="changed" />{" "}
            <span class="ledger-was">
              was <RichText text={was} />
            </span>
          </>
        )}{" "}
        {about === "" ? null : (
          <span class="ledger-about">
            <RichText text={about} />
          </span>
        )}
      </dd>
    </div>
  );
}

function List({ list }: { readonly list: LedgerList }) {
  const { title, empty, items } = list;
  return (
    <div class="ledger-list">
      <h4>{title}</h4>
      {items.length === 0 ? (
        <p class="quiet">{empty}</p>
      ) : (
        <ul>
          {items.map((item) => (
            <Item key={item.key} item={item} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Item({ item }: { readonly item: LedgerItem }) {
  const { text, about, mark, left } = item;
  return (
    <li data-mark={mark ?? undefined}>
      <span class="ledger-value">
        <RichText text={text} />
      </span>{" "}
      <Mark mark={mark} />{" "}
      {about === "" ? null : (
        <span class="ledger-about">
          <RichText text={about} />
        </span>
      )}
      {left === undefined ? null : (
        <span class="ledger-left" aria-hidden="true">
          <span style={`inline-size: ${Math.round(left * 100)}%`} />
        </span>
      )}
    </li>
  );
}

function Mark({ mark }: { readonly mark: LedgerMark | null }) {
  if (mark === null) return null;
  const { word, path } = MARKS[mark];
  return (
    <span class="ledger-mark" data-mark={mark}>
      <Glyph path={path} />
      {word}
    </span>
  );
}
