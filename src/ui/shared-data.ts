import type { Scenario } from "../schemas/scenario.ts";

/** What the build has written behind an island's element for it; null if nothing stands there. */
export function sharedData<Props extends { readonly scenario: Scenario }>(place: Element): Props | null {
  const text = place.nextElementSibling?.textContent;
  if (text === undefined || text === null) return null;
  const props = JSON.parse(text);
  const scenario = part(props.scenario);
  const variants = scenario.variants.map(({ serverCode, ...variant }: { serverCode?: string }) =>
    serverCode === undefined ? variant : { ...variant, serverCode: part(serverCode) },
  );
  return { ...props, scenario: { ...scenario, variants } };
}

/** A part that one of the page's islands brought for all. */
function part(id: string) {
  return JSON.parse(document.querySelector(`[data-part="${id}"]`)?.textContent ?? "");
}
