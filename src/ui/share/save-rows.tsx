import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../simulator/conversation.ts";
import { type FileKind, savedFile, type Theme } from "./saved-file.ts";

type Row = {
  readonly label: string;
  /** Null: the choice of its colours stands there. */
  readonly about: string | null;
  readonly kinds: readonly { readonly kind: FileKind; readonly word: string }[];
};

const ROWS: readonly Row[] = [
  {
    label: "Trace",
    about: "Everything that happened. The playground opens it again.",
    kinds: [{ kind: "json", word: "JSON" }],
  },
  {
    label: "Diagram",
    about: null,
    kinds: [
      { kind: "svg", word: "SVG" },
      { kind: "png", word: "PNG" },
    ],
  },
  {
    label: "Mermaid",
    about: "The frames as the text of a sequence diagram.",
    kinds: [{ kind: "mmd", word: "Text" }],
  },
];

const TEST_ROW: Row = {
  label: "Test",
  about: "A Vitest test for this site's repository that plays the run again.",
  kinds: [{ kind: "ts", word: "Vitest" }],
};

const THEMES = ["light", "dark"] as const;

/** What a run can be saved as; `isOfSite`: whether the site can play it again. */
export function SaveRows(props: {
  readonly id: string;
  readonly conversation: Conversation;
  readonly isOfSite: boolean;
}) {
  const { id, conversation, isOfSite } = props;
  const [theme, setTheme] = useState<Theme>(themeOfPage);
  const [said, setSaid] = useState("");
  /** What is being saved: ended by its reader, by another one, and with this menu. */
  const going = useRef<AbortController | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => () => going.current?.abort(), []);
  const box = useRef<HTMLElement>(null);
  const rows = isOfSite ? [...ROWS, TEST_ROW] : ROWS;

  const save = async (kind: FileKind): Promise<void> => {
    going.current?.abort();
    const ours = new AbortController();
    going.current = ours;
    const { signal } = ours;
    setSaid("");
    try {
      const onPiece = (piece: number, of: number): void => {
        if (signal.aborted) return;
        setBusy(true);
        setSaid(`Drawing picture ${piece} of ${of} …`);
      };
      const { name, blob, parts } = await savedFile(kind, conversation, theme, { onPiece, signal });
      signal.throwIfAborted();
      const address = URL.createObjectURL(blob);
      Object.assign(document.createElement("a"), { href: address, download: name }).click();
      // The browser has begun to read it by then; until it is let go it stays in memory.
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      setSaid(
        parts === undefined
          ? `Saved as ${name}.`
          : `Saved as ${name}: the run is too long for one picture, so there are ${parts} in it.`,
      );
    } catch {
      if (!signal.aborted) setSaid("This could not be saved. Try again.");
    } finally {
      if (going.current === ours) setBusy(false);
    }
  };

  const stop = (): void => {
    going.current?.abort();
    setBusy(false);
    setSaid("Stopped; nothing was saved.");
    // The button goes, and the focus must not go with it.
    box.current?.querySelector("button")?.focus();
  };

  return (
    <section class="save" ref={box} aria-labelledby={`${id}-save`} data-busy={busy}>
      <h3 id={`${id}-save`}>Save this run</h3>
      <dl>
        {rows.map(({ label, about, kinds }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <span class="save-kinds">
                {kinds.map(({ kind, word }) => (
                  <button
                    key={kind}
                    type="button"
                    class="plain"
                    aria-label={`${label} as ${word}`}
                    onClick={() => save(kind)}
                  >
                    {word}
                  </button>
                ))}
              </span>
              {about === null ? (
                <Themes id={id} theme={theme} onChoose={setTheme} />
              ) : (
                <span class="save-about">{about}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <p class="share-said" role="status">
        {said}
      </p>
      {busy ? (
        <button type="button" class="plain save-stop" onClick={stop}>
          Stop
        </button>
      ) : null}
    </section>
  );
}

function Themes(props: {
  readonly id: string;
  readonly theme: Theme;
  readonly onChoose: (theme: Theme) => void;
}) {
  const { id, theme, onChoose } = props;
  return (
    <fieldset class="switch save-theme">
      <legend class="offstage">Colours of the diagram</legend>
      {THEMES.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name={`${id}-theme`}
            value={one}
            checked={one === theme}
            onChange={() => onChoose(one)}
          />
          <span>{one === "light" ? "Light" : "Dark"}</span>
        </label>
      ))}
    </fieldset>
  );
}

function themeOfPage(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
