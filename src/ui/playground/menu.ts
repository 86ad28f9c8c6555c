/** Every scenario of the site, by where it is taught. */
export type Menu = readonly MenuGroup[];

export type MenuGroup = { readonly label: string; readonly scenarios: readonly MenuRow[] };

export type MenuRow = { readonly id: string; readonly title: string };

/** Whether the playground has this scenario. */
export function isInMenu(menu: Menu, id: string): boolean {
  return menu.some(({ scenarios }) => scenarios.some((row) => row.id === id));
}

/** Before a scenario's id, in the address of the playground that shows it. */
const HASH = "#scenario=";

export function hashOf(id: string): string {
  return HASH + id;
}

/** The scenario that the hash of the playground's address names; null when it names none that is there. */
export function scenarioIn(hash: string, menu: Menu): string | null {
  const id = hash.startsWith(HASH) ? hash.slice(HASH.length) : "";
  return isInMenu(menu, id) ? id : null;
}
