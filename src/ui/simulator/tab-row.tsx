import { useEffect, useRef } from "preact/hooks";
import { CHANGED_GLYPH } from "../changed.ts";
import { Glyph } from "../glyph.tsx";
import { tabAfter } from "./tab-keys.ts";

export type Tab<Id extends string> = {
  readonly id: Id;
  readonly label: string;
  /** A word about what is behind it, below the label. */
  readonly detail?: string;
  /** Whether the step has changed that. */
  readonly moved?: boolean;
};

/** The ids by which a tab and the panel that it opens know each other. */
export function tabId(row: string, tab: string): string {
  return `${row}-tab-${tab}`;
}

export function tabPanelId(row: string): string {
  return `${row}-panel`;
}

/**
 * Tabs in one row that scrolls where they do not fit; an edge says on which side there are more. Whoever chooses one
 * with a pointer is taken into its panel, where the arrow keys step through the run as everywhere else.
 */
export function TabRow<Id extends string>(props: {
  readonly row: string;
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly selected: Id;
  readonly onSelect: (tab: Id) => void;
}) {
  const { row, label, tabs, selected, onSelect } = props;
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);

  const measure = (): void => {
    const { scrollLeft = 0, scrollWidth = 0, clientWidth = 0 } = list.current ?? {};
    const left = scrollLeft > 1;
    const right = scrollLeft + clientWidth < scrollWidth - 1;
    if (frame.current !== null)
      frame.current.dataset["more"] = `${left ? "left " : ""}${right ? "right" : ""}`;
  };

  useEffect(() => {
    const box = list.current;
    if (box === null) return;
    const watch = new ResizeObserver(measure);
    watch.observe(box);
    for (const tab of box.children) watch.observe(tab);
    return () => watch.disconnect();
  }, [tabs.length]);

  // Only the row scrolls, never the page.
  useEffect(() => {
    const box = list.current;
    const tab = document.getElementById(tabId(row, selected));
    if (box === null || tab === null) return;
    box.scrollTo({ left: tab.offsetLeft - (box.clientWidth - tab.offsetWidth) / 2 });
  }, [row, selected]);

  const shift = (screens: number): void =>
    list.current?.scrollBy({ left: screens * list.current.clientWidth });

  return (
    <div class="tab-row" ref={frame}>
      <div
        class="tabs"
        role="tablist"
        aria-label={label}
        ref={list}
        onScroll={measure}
        onKeyDown={(event) => {
          const next = tabAfter(tabs, selected, event);
          if (next === null) return;
          event.preventDefault();
          // Here the arrows choose a tab, and do not step.
          event.stopPropagation();
          onSelect(next);
          document.getElementById(tabId(row, next))?.focus();
        }}
      >
        {tabs.map(({ id, label: name, detail, moved = false }) => (
          <button
            key={id}
            type="button"
            role="tab"
            class={detail === undefined ? undefined : "tab-card"}
            id={tabId(row, id)}
            aria-selected={selected === id}
            aria-controls={tabPanelId(row)}
            tabIndex={selected === id ? 0 : -1}
            onClick={({ detail }) => {
              onSelect(id);
              // A press of Enter or Space counts as a click as well, of no button.
              if (detail > 0) document.getElementById(tabPanelId(row))?.focus({ preventScroll: true });
            }}
          >
            {name}
            {detail === undefined ? null : (
              <span class="tab-detail">
                <code>{detail}</code>
                {moved ? (
                  <>
                    <Glyph path={CHANGED_GLYPH} />
                    <span class="offstage">, changed in this step</span>
                  </>
                ) : null}
              </span>
            )}
          </button>
        ))}
      </div>
      {/* For a mouse without a second wheel; everybody else scrolls, or uses the keys. */}
      <button
        type="button"
        class="tabs-more is-left"
        tabIndex={-1}
        aria-hidden="true"
        onClick={() => shift(-0.7)}
      />
      <button
        type="button"
        class="tabs-more is-right"
        tabIndex={-1}
        aria-hidden="true"
        onClick={() => shift(0.7)}
      />
    </div>
  );
}
