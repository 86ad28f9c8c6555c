import { arrowName } from "./chart.ts";
import type { Arrow, ChartConfig, RegionConfig } from "./chart-config.ts";

/** A statechart with one arrow changed: to see whether a comparison with the real client notices. */
export type Alteration<Config> = {
  /** The arrow, by the name under which an `ArrowObserver` hears of it. */
  readonly arrow: string;
  readonly what: string;
  readonly config: Config;
};

/**
 * Every statechart that differs from the given one in a single arrow: dropped, or leading to another state
 * of its region (an arrow that led nowhere leads somewhere, too). Actions and guards stay as they are, and a
 * target that comes to the same, because it is left at once, does not count as another one.
 */
export function alterationsOf<Config extends ChartConfig>(config: Config): Alteration<Config>[] {
  const regions = "type" in config ? Object.keys(config.states).map((name) => [name]) : [[]];
  return regions.flatMap((path) => {
    const { states } = regionAt(config, path);
    return Object.entries(states).flatMap(([state, { on = {}, always }]) => {
      const types = Object.keys(on).flatMap((type) => alterType(config, [...path, state], type));
      return always === undefined ? types : [...types, ...alterType(config, [...path, state], "always")];
    });
  });
}

function alterType<Config extends ChartConfig>(
  config: Config,
  path: readonly string[],
  type: string,
): Alteration<Config>[] {
  const { states } = regionAt(config, path.slice(0, -1));
  const state = path.at(-1) ?? "";
  return branchesAt(config, path, type).flatMap((arrow, branch) => {
    const name = arrowName(config.id, path, type, branch);
    const stays = restOf(states, arrow.target ?? state);
    const targets = Object.keys(states).filter((target) => restOf(states, target) !== stays);
    return [
      {
        arrow: name,
        what: "dropped",
        config: change(config, path, type, (branches) => branches.toSpliced(branch, 1)),
      },
      ...targets.map((target) => ({
        arrow: name,
        what: `leads to ${target}`,
        config: change(config, path, type, (branches) => branches.with(branch, { ...arrow, target })),
      })),
    ];
  });
}

/** Where a state leads by itself: nobody can tell a transient state from that. */
function restOf(states: RegionConfig["states"], state: string): string {
  const always = states[state]?.always;
  return always?.target === undefined || always.guard !== undefined ? state : always.target;
}

/** What an altered definition is made of; a structural copy, so it may be written to. */
type Draft = { [key: string]: Draft | Arrow | readonly Arrow[] | string | undefined };

function change<Config extends ChartConfig>(
  config: Config,
  path: readonly string[],
  type: string,
  alter: (branches: readonly Arrow[]) => readonly Arrow[],
): Config {
  const copy = structuredClone(config);
  const branches = alter(branchesAt(config, path, type));
  // A definition is plain data of this shape; the public type is read-only.
  const state = regionAt(copy, path.slice(0, -1)).states[path.at(-1) ?? ""] as Draft;
  const [only, ...others] = branches;
  const written = others.length === 0 ? only : branches;
  // As above.
  const holder = type === "always" ? state : (state["on"] as Draft);
  if (written === undefined) delete holder[type];
  else holder[type] = written;
  return copy;
}

function regionAt(config: ChartConfig, path: readonly string[]): RegionConfig {
  if (!("type" in config)) return config;
  const region = config.states[path[0] ?? ""];
  if (region === undefined) throw new RangeError(`no region ${path[0]} in ${config.id}`);
  return region;
}

function branchesAt(config: ChartConfig, path: readonly string[], type: string): readonly Arrow[] {
  const state = regionAt(config, path.slice(0, -1)).states[path.at(-1) ?? ""];
  const arrows = type === "always" ? state?.always : state?.on?.[type];
  if (arrows === undefined) return [];
  return isList(arrows) ? arrows : [arrows];
}

function isList(arrows: Arrow | readonly Arrow[]): arrows is readonly Arrow[] {
  return Array.isArray(arrows);
}
