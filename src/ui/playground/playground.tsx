import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { followRunLinks } from "../share/linked-page.ts";
import { Simulator } from "../simulator/simulator.tsx";
import { hashOf, isInMenu, type Menu, scenarioIn } from "./menu.ts";
import { type DrawnSimulator, fetchScenario } from "./stored-scenario.ts";

const NOT_LOADED = "This scenario could not be loaded. Is there a connection? Choose it again to try again.";

/** What stands in the playground's simulator; `nth` tells one from the next, also when both are the same. */
type Shown = { readonly nth: number; readonly drawn: DrawnSimulator };

/** The simulator alone, with every scenario of the site to put into it. */
export function Playground(props: { readonly menu: Menu; readonly first: DrawnSimulator }) {
  const { menu, first } = props;
  const [live, setLive] = useState(false);
  const [shown, setShown] = useState<Shown>({ nth: 0, drawn: first });
  const [chosen, setChosen] = useState(first.props.id);
  const [status, setStatus] = useState("");
  // Of several that were chosen in a hurry the last one counts.
  const wanted = useRef(first.props.id);

  const choose = useCallback(async (id: string): Promise<void> => {
    if (id === wanted.current) return;
    const before = wanted.current;
    wanted.current = id;
    setChosen(id);
    setStatus("");
    try {
      const drawn = id === first.props.id ? first : await fetchScenario(id);
      if (wanted.current === id) setShown(({ nth }) => ({ nth: nth + 1, drawn }));
    } catch {
      if (wanted.current !== id) return;
      wanted.current = before;
      setChosen(before);
      setStatus(NOT_LOADED);
    }
  }, []);

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
  return (
    <div class="playground" data-live={live ? "" : undefined}>
      <header class="playground-head">
        <h1>Playground</h1>
        <label class="playground-choice">
          <span>Scenario</span>
          <select
            value={chosen}
            onChange={({ currentTarget }) => {
              history.replaceState(null, "", hashOf(currentTarget.value));
              choose(currentTarget.value);
            }}
          >
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
        <p class="playground-about">{scenario.about}</p>
        <p class="playground-status" role="status">
          {status}
        </p>
      </header>
      <div class="sim-place" id={`simulator-${shown.drawn.props.id}`}>
        <Simulator key={shown.nth} {...shown.drawn.props} steps={shown.drawn.steps} />
      </div>
    </div>
  );
}
