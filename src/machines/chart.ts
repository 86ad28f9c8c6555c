import { type AnyMachineSnapshot, type AnyStateMachine, initialTransition, transition } from "xstate";

/** One arrow of a statechart. Without target and actions it says why the machine event changes nothing. */
export type Arrow<Guard extends string = string, Action extends string = string> = {
  readonly target?: string;
  readonly guard?: Guard;
  readonly actions?: Action | readonly Action[];
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

/** A machine event arrived in a state whose definition does not mention it, or only with guards that failed. */
export class UnknownTransitionError extends Error {
  readonly machine: string;
  readonly state: string;
  readonly event: string;

  constructor(machine: string, state: string, event: string) {
    super(`the ${machine} machine does not know ${event} in ${state}`);
    this.name = "UnknownTransitionError";
    this.machine = machine;
    this.state = state;
    this.event = event;
  }
}

/** Where one machine is. Positions that say the same are the same object. */
export type Position<View> = { readonly view: View };

/** A machine that can be stepped. */
export type Chart<Event extends { readonly type: string }, View> = {
  readonly start: Position<View>;
  /** The position after a machine event; throws `UnknownTransitionError`. */
  step(from: Position<View>, event: Event): Position<View>;
};

/** Hears which arrows were taken, each as `machine.region.state event#branch`. */
export type ArrowObserver = (arrows: readonly string[]) => void;

/**
 * Runs an XState machine by its pure `transition` function, strictly and from memory.
 *
 * Strictly: every region that mentions a type of machine event anywhere must mention it in its current
 * state. From memory: XState takes about 30 µs for a transition, the machines have few states, and a
 * transition depends on nothing but snapshot and event; so each is worked out once.
 */
export function makeChart<Event extends { readonly type: string }, View>(
  machine: AnyStateMachine,
  read: (snapshot: AnyMachineSnapshot) => View,
  observe?: ArrowObserver,
): Chart<Event, View> {
  const alphabets = alphabetsOf(machine);
  const known = new Map<string, Node<View>>();

  const nodeOf = (snapshot: AnyMachineSnapshot): Node<View> => {
    const key = JSON.stringify([snapshot.value, snapshot.context]);
    let node = known.get(key);
    if (node === undefined) {
      node = { view: read(snapshot), snapshot, edges: new Map() };
      known.set(key, node);
    }
    return node;
  };

  const findEdge = (from: Node<View>, event: Event): Edge<View> => {
    const enabled: readonly Enabled[] = machine.getTransitionData(from.snapshot, event);
    let mentioned = false;
    for (const [region, types] of alphabets) {
      if (!types.has(event.type)) continue;
      mentioned = true;
      if (!enabled.some(({ source }) => region === null || source.path[0] === region)) {
        throw unknown(machine, from.snapshot, event.type);
      }
    }
    if (!mentioned) throw unknown(machine, from.snapshot, event.type);
    const moves = enabled.some(({ target, actions }) => target !== undefined || actions.length > 0);
    const next = moves ? transition(machine, from.snapshot, event)[0] : from.snapshot;
    return { to: nodeOf(next), arrows: arrowsOf(machine.id, enabled, next) };
  };

  return {
    start: nodeOf(initialTransition(machine)[0]),
    step(from, event) {
      // Positions are only ever made here, as nodes; the public type hides what callers need not see.
      const node = from as Node<View>;
      const key = JSON.stringify(event);
      let edge = node.edges.get(key);
      if (edge === undefined) {
        edge = findEdge(node, event);
        node.edges.set(key, edge);
      }
      observe?.(edge.arrows);
      return edge.to;
    },
  };
}

type Node<View> = Position<View> & {
  readonly snapshot: AnyMachineSnapshot;
  readonly edges: Map<string, Edge<View>>;
};
type Edge<View> = { readonly to: Node<View>; readonly arrows: readonly string[] };

/** The part of XState's transition definition that is read here. */
type Enabled = {
  readonly source: StateNodePart;
  readonly target?: readonly StateNodePart[] | undefined;
  readonly actions: readonly unknown[];
  readonly eventType: string;
  readonly description?: string | undefined;
};
type StateNodePart = {
  readonly path: readonly string[];
  readonly config: { readonly on?: unknown };
  readonly always?: readonly unknown[] | undefined;
};

function arrowsOf(machine: string, enabled: readonly Enabled[], next: AnyMachineSnapshot): readonly string[] {
  const arrows: string[] = [];
  for (const arrow of enabled) {
    arrows.push(arrowName(machine, arrow.source.path, arrow.eventType, branchOf(arrow)));
    for (const target of arrow.target ?? []) {
      const left = (target.always?.length ?? 0) > 0 && !next.matches(nest(target.path));
      if (left) arrows.push(arrowName(machine, target.path, "always", 0));
    }
  }
  return arrows;
}

/** The name by which observers and alterations call an arrow. */
export function arrowName(machine: string, path: readonly string[], type: string, branch: number): string {
  return `${[machine, ...path].join(".")} ${type}#${branch}`;
}

// XState keeps a transition's place in its list nowhere; descriptions within one list differ.
function branchOf({ source, eventType, description }: Enabled): number {
  const on = source.config.on;
  if (typeof on !== "object" || on === null) return 0;
  const listed: unknown = Object.entries(on).find(([type]) => type === eventType)?.[1];
  if (!Array.isArray(listed)) return 0;
  return listed.findIndex((arrow: Arrow) => arrow.description === description);
}

function nest(path: readonly string[]): string | Record<string, string> {
  const [first = "", second] = path;
  return second === undefined ? first : { [first]: second };
}

function alphabetsOf(machine: AnyStateMachine): readonly (readonly [string | null, ReadonlySet<string>])[] {
  const { root } = machine;
  if (root.type !== "parallel") return [[null, new Set(machine.events)]];
  return Object.entries(root.states).map(([region, node]) => [region, new Set<string>(node.events)] as const);
}

function unknown(
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  type: string,
): UnknownTransitionError {
  const { value } = snapshot;
  const state = typeof value === "string" ? value : Object.values(value).join(" | ");
  return new UnknownTransitionError(machine.id, state, type);
}
