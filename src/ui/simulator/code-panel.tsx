import { useEffect, useRef, useState } from "preact/hooks";
import type { CodePassage, CodeView } from "../../simulation/simulator-api.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { Cast } from "../cast.ts";
import { markOf } from "../cast.ts";
import { BindingsView } from "../code/bindings-view.tsx";
import { type LineView, lineView, processName, remarkOf } from "../code/code-walk.ts";
import { SourceView } from "../code/source-view.tsx";
import { Glyph } from "../glyph.tsx";
import { RichText } from "../rich-text.tsx";
import type { Conversation } from "./conversation.ts";
import type { PanelProps } from "./use-panel.ts";

/** The keys that walk the lines, while the focus is in the panel. */
const BACK = ",";
const ON = ".";

/** The Elixir of the current step: its source, the lines that ran, and what was bound at each of them. */
export function Panel({ cast, conversation }: PanelProps) {
  const known = useCode(conversation);
  if (known === null) return null;
  const { view, event } = known;
  const remark = remarkOf(view, event, cast);
  return (
    <div class="code-panel">
      {remark === null ? null : (
        <p class="code-remark">
          <RichText text={remark.text} />{" "}
          {remark.goTo === null ? null : (
            <button type="button" class="link" onClick={() => conversation.goTo(remark.goTo ?? event.seq)}>
              Go to that step
            </button>
          )}
        </p>
      )}
      {view.passages.length === 0 ? null : <Passages view={view} cast={cast} />}
    </div>
  );
}

/** The Elixir at a moment; that of the moment before stays until the answer is there. */
function useCode(conversation: Conversation): { readonly view: CodeView; readonly event: TraceEvent } | null {
  const { run, at } = conversation.session;
  const [known, setKnown] = useState<ReturnType<typeof useCode>>(null);
  const id = run.run;
  useEffect(() => {
    const event = run.events[at.seq];
    let wanted = event !== undefined;
    conversation
      .ask((client) => client.code(id, at.seq))
      .then(
        (view) => wanted && event !== undefined && setKnown({ view, event }),
        // Then what was there stays; the next step asks again.
        () => undefined,
      );
    return () => {
      wanted = false;
    };
  }, [id, at, conversation]);
  return known;
}

/** Where the reader has walked to, of the view that was shown then. */
type Walked = { readonly view: CodeView; readonly passage: number; readonly index: number };

function Passages({ view, cast }: { readonly view: CodeView; readonly cast: Cast }) {
  const [walked, setWalked] = useState<Walked | null>(null);
  const [said, setSaid] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const chosen = walked?.view === view ? walked.passage : 0;
  const passage = view.passages[chosen] ?? view.passages[0];
  const index = walked?.view === view ? walked.index : (passage?.current ?? 0);
  const last = (passage?.lines.length ?? 1) - 1;
  useEffect(() => setSaid(""), [view]);

  const walk = (to: number): void => {
    if (passage === undefined || to < 0 || to > last) return;
    setWalked({ view, passage: chosen, index: to });
    setSaid(lineView(passage, to).spoken);
  };

  // The focus may be on the panel around this, which is not ours.
  const keys = useRef(walk);
  keys.current = walk;
  const here = useRef(index);
  here.current = index;
  useEffect(() => {
    const around = box.current?.closest<HTMLElement>('[role="tabpanel"]') ?? box.current;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key !== BACK && event.key !== ON) return;
      event.preventDefault();
      keys.current(here.current + (event.key === ON ? 1 : -1));
    };
    around?.addEventListener("keydown", onKey);
    return () => around?.removeEventListener("keydown", onKey);
  }, []);

  if (passage === undefined) return null;
  const line = lineView(passage, index);
  return (
    <div ref={box}>
      {view.passages.length < 2 ? null : (
        <PassageChoice
          view={view}
          cast={cast}
          chosen={chosen}
          onChoose={(place) => {
            const to = view.passages[place];
            if (to !== undefined) setWalked({ view, passage: place, index: to.current });
          }}
        />
      )}
      <div class="code-head">
        <ProcessTitle passage={passage} line={line} cast={cast} />
        <p class="code-walk controls">
          <button
            type="button"
            class="round"
            aria-label="One line back"
            title={`One line back (${BACK})`}
            aria-keyshortcuts={BACK}
            aria-disabled={index === 0}
            onClick={() => walk(index - 1)}
          >
            <Glyph path="M3-5L-3 0L3 5" />
          </button>
          <span class="code-place">
            {line.place}
            <span class="code-keys" aria-hidden="true">
              <kbd>{BACK}</kbd> <kbd>{ON}</kbd>
            </span>
          </span>
          <button
            type="button"
            class="round"
            aria-label="One line on"
            title={`One line on (${ON})`}
            aria-keyshortcuts={ON}
            aria-disabled={index === last}
            onClick={() => walk(index + 1)}
          >
            <Glyph path="M-3-5L3 0L-3 5" />
          </button>
        </p>
      </div>
      <div class="code-body">
        <SourceView
          passage={passage}
          index={index}
          texts={view.texts}
          isPast={view.relation !== "runs"}
          onWalk={walk}
        />
        <BindingsView line={line} />
      </div>
      <p class="offstage" role="status">
        {said}
      </p>
    </div>
  );
}

function PassageChoice(props: {
  readonly view: CodeView;
  readonly cast: Cast;
  readonly chosen: number;
  readonly onChoose: (place: number) => void;
}) {
  const { view, cast, chosen, onChoose } = props;
  return (
    <label class="code-choice">
      Elixir of this step:{" "}
      <select value={chosen} onChange={(event) => onChoose(Number(event.currentTarget.value))}>
        {view.passages.map((passage, place) => (
          <option key={place} value={place}>
            {processName(passage, cast).replaceAll("`", "")}, {passage.lines[0]?.function ?? ""}
          </option>
        ))}
      </select>
    </label>
  );
}

function ProcessTitle(props: {
  readonly passage: CodePassage;
  readonly line: LineView;
  readonly cast: Cast;
}) {
  const { passage, line, cast } = props;
  const { role } = passage;
  const hue =
    role === null || role.is === "other" ? undefined : cast.find((one) => one.client === role.client)?.hue;
  return (
    <p class="code-process" data-hue={hue}>
      <Glyph path={hue === undefined ? "M-4.5-4.5H4.5V4.5H-4.5Z" : markOf(hue)} solid={hue !== undefined} />
      <b>
        <RichText text={processName(passage, cast)} />
      </b>{" "}
      <code>{line.where}</code>
    </p>
  );
}
