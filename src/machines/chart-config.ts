/** One arrow of a statechart. Without target and actions it says why the machine event changes nothing. */
export type Arrow<Guard extends string = string, Action extends string = string> = {
  readonly target?: string;
  readonly guard?: Guard;
  readonly actions?: Action | readonly Action[];
  /** A word or two for its line in the drawing; the everyday ways have one. */
  readonly label?: string;
  readonly description: string;
};

export type StateConfig<
  Type extends string = string,
  Guard extends string = string,
  Action extends string = string,
> = {
  readonly description?: string;
  readonly on?: { readonly [type in Type]?: Arrow<Guard, Action> | readonly Arrow<Guard, Action>[] };
  /** Taken at once, without any machine event. */
  readonly always?: Arrow<Guard, Action>;
};

export type RegionConfig<
  Type extends string = string,
  Guard extends string = string,
  Action extends string = string,
> = {
  readonly initial: string;
  readonly states: { readonly [state: string]: StateConfig<Type, Guard, Action> };
};

/** A statechart as plain data: what XState runs, what the page draws and what a test may alter. */
export type ChartConfig<
  Context extends object = object,
  Type extends string = string,
  Guard extends string = string,
  Action extends string = string,
> = { readonly id: string; readonly context: Context } & (
  | RegionConfig<Type, Guard, Action>
  | {
      readonly type: "parallel";
      readonly states: { readonly [region: string]: RegionConfig<Type, Guard, Action> };
    }
);

/** A part of a statechart that is in exactly one of its states at any time. */
export type Region = { readonly id: string } & RegionConfig;

/** The regions of a definition; one that is not parallel is a single region with the machine's own name. */
export function regionsOf(config: ChartConfig): readonly Region[] {
  if (!("type" in config)) return [{ id: config.id, initial: config.initial, states: config.states }];
  return Object.entries(config.states).map(([id, region]) => ({ id, ...region }));
}

/** A way from a state to another, or round to itself, with all that leads along it. */
export type Way = {
  readonly from: string;
  readonly to: string;
  readonly arrows: readonly { readonly event: string; readonly arrow: Arrow }[];
};

/** How XState calls what is taken without any machine event. */
export const ALWAYS = "always";

/** Every way of a region. An arrow that leads nowhere but acts is a way round; one that does nothing is none. */
export function waysOf({ states }: RegionConfig): readonly Way[] {
  const ways = new Map<string, Way>();
  for (const [from, state] of Object.entries(states)) {
    for (const [event, arrow] of arrowsOf(state)) {
      if (arrow.target === undefined && arrow.actions === undefined) continue;
      const to = arrow.target ?? from;
      const way = ways.get(`${from} ${to}`) ?? { from, to, arrows: [] };
      ways.set(`${from} ${to}`, { ...way, arrows: [...way.arrows, { event, arrow }] });
    }
  }
  return [...ways.values()];
}

function arrowsOf({ on = {}, always }: StateConfig): readonly (readonly [string, Arrow])[] {
  const arrows = Object.entries(on).flatMap(([event, listed]) =>
    listOf(listed).map((arrow) => [event, arrow] as const),
  );
  return always === undefined ? arrows : [...arrows, [ALWAYS, always]];
}

function listOf(arrows: Arrow | readonly Arrow[] | undefined): readonly Arrow[] {
  if (arrows === undefined) return [];
  return isList(arrows) ? arrows : [arrows];
}

function isList(arrows: Arrow | readonly Arrow[]): arrows is readonly Arrow[] {
  return Array.isArray(arrows);
}
