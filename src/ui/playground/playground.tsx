import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { TraceProblem } from "../../schemas/trace-reader.ts";
import { followRunLinks } from "../share/linked-page.ts";
import { Simulator } from "../simulator/simulator.tsx";
import { CodeChoice } from "./code-choice.tsx";
import { hashOf, isInMenu, type Menu, scenarioIn } from "./menu.ts";
import { type DrawnSimulator, fetchScenario } from "./stored-scenario.ts";
import { TraceDrop } from "./trace-drop.tsx";
import type { OpenedTrace } from "./trace-opener.ts";

const NOT_LOADED = "This scenario could not be loaded. Is there a connection? Choose it again to try again.";

const NO_READER = "the part of this page that reads files could not be loaded; is there a connection?";

/** What stands in the playground's simulator; `nth` tells one from the next, also when both are the same. */
type Shown = {
  readonly nth: number;
  readonly drawn: DrawnSimulator;
  /** The name of the file that it came in; null: it is a scenario of the site. */
  readonly file: string | null;
};

/** A file that could not be opened. */
type Refused = { readonly file: string; readonly problems: readonly TraceProblem[] };

/** The simulator alone, with every scenario of the site to put into it, or a run that somebody has saved. */
export function Playground(props: { readonly menu: Menu; readonly first: DrawnSimulator }) {
  const { menu, first } = props;
  const [live, setLive] = useState(false);
  const [shown, setShown] = useState<Shown>({ nth: 0, drawn: first, file: null });
  const [chosen, setChosen] = useState(first.props.id);
  const [status, setStatus] = useState("");
  const [refused, setRefused] = useState<Refused | null>(null);
  // Of several that were chosen in a hurry the last one counts. Null: what was wanted last was a file.
  const wanted = useRef<string | null>(first.props.id);

  const show = (drawn: DrawnSimulator, file: string | null): void => {
    setShown(({ nth }) => ({ nth: nth + 1, drawn, file }));
    setRefused(null);
    setStatus("");
  };

  const choose = useCallback(async (id: string): Promise<void> => {
    if (id === wanted.current) return;
    const before = wanted.current;
    wanted.current = id;
    setChosen(id);
    setStatus("");
    try {
      const drawn = id === first.props.id ? first : await fetchScenario(id);
      if (wanted.current === id) show(drawn, null);
    } catch {
      if (wanted.current !== id) return;
      wanted.current = before;
      if (before !== null) setChosen(before);
      setStatus(NOT_LOADED);
    }
  }, []);

  const openFile = async (file: File): Promise<void> => {
    wanted.current = null;
    setRefused(null);
    setStatus(`Reading ${file.name} …`);
    const opened = await openedTrace(file);
    if (wanted.current !== null) return;
    if (opened.ok) {
      show(opened.drawn, file.name);
      return;
    }
    setStatus("");
    setRefused({ file: file.name, problems: opened.problems });
    if (shown.file === null) wanted.current = chosen;
  };

  useEffect(() => {
    setLive(true);
    const follow = (): void => {
      const id = scenarioIn(location.hash, menu);
      if (id !== null) choose(id);
    };
    addEventListener("hashchange", follow);
    follow();
    followRunLinks(document, (scenario) => {
      if (!isInMenu(menu, scenario)) return null;
      choose(scenario);
      return scenario;
    });
    return () => removeEventListener("hashchange", follow);
  }, []);

  const { scenario } = shown.drawn.props;
  const turnTo = (id: string): void => {
    history.replaceState(null, "", hashOf(id));
    choose(id);
  };
  return (
    <div class="playground" data-live={live ? "" : undefined}>
      <header class="playground-head">
        <h1>Playground</h1>
        <div class="playground-choice">
          <label>
            <span>Scenario</span>
            <select
              value={shown.file === null ? chosen : ""}
              onChange={({ currentTarget }) => turnTo(currentTarget.value)}
            >
              {shown.file === null ? null : (
                <option value="" disabled>
                  A saved run
                </option>
              )}
              {menu.map(({ label, scenarios }) => (
                <optgroup key={label} label={label}>
                  {scenarios.map(({ id, title }) => (
                    <option key={id} value={id}>
                      {title}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
          </label>
          <TraceDrop onFile={openFile} />
        </div>
        {shown.file === null ? (
          <p class="playground-about">{scenario.about}</p>
        ) : (
          <p class="playground-about is-saved">
            <span>
              <b>{titleOf(shown.drawn)}</b>, as it was saved in {shown.file}: to step through, not to act in.
            </span>
            <button
              type="button"
              class="link"
              aria-label="Close the saved run"
              onClick={() => turnTo(chosen)}
            >
              Close
            </button>
          </p>
        )}
        <p class="playground-status" role="status">
          {status}
        </p>
        {refused === null ? null : <RefusedFile refused={refused} onClose={() => setRefused(null)} />}
      </header>
      {shown.file === null ? <CodeChoice key={shown.nth} {...shown.drawn.props} /> : null}
      <div class="sim-place" id={`simulator-${shown.drawn.props.id}`}>
        <Simulator key={shown.nth} {...shown.drawn.props} steps={shown.drawn.steps} />
      </div>
    </div>
  );
}

async function openedTrace(file: File): Promise<OpenedTrace> {
  try {
    const { openTrace } = await import("./trace-opener.ts");
    return await openTrace(file);
  } catch {
    return { ok: false, problems: [{ place: null, path: "", message: NO_READER }] };
  }
}

function titleOf({ props: { scenario, title } }: DrawnSimulator): string {
  const label = scenario.variants[0]?.label ?? title;
  return label === title ? title : `${title} (${label})`;
}

function RefusedFile(props: { readonly refused: Refused; readonly onClose: () => void }) {
  const { file, problems } = props.refused;
  return (
    <div class="link-notice playground-refused" role="alert">
      <div>
        <p>
          <b>{file}</b> is not opened, and everything is as it was:
        </p>
        <ul>
          {problems.map(({ place, path, message }) => (
            <li key={`${path} ${message}`}>
              {place === null ? null : (
                <span class="problem-place">
                  line {place.line}, column {place.column}
                  {path === "" ? null : (
                    <>
                      {" "}
                      <code>{path}</code>
                    </>
                  )}
                  :{" "}
                </span>
              )}
              {message}
            </li>
          ))}
        </ul>
      </div>
      <button type="button" class="plain" onClick={props.onClose}>
        Close
      </button>
    </div>
  );
}
