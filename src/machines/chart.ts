import { type AnyMachineSnapshot, type AnyStateMachine, initialTransition, transition } from "xstate";
import { ALWAYS, type Arrow } from "./chart-config.ts";

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
  /** What a step does in each region; throws as `step` does. */
  transitionsOf(from: Position<View>, event: Event): readonly Transition[];
};

/** What a machine event did in one region: it led from a state to another, or acted in one. */
export type Transition = {
  readonly region: string;
  readonly from: string;
  readonly to: string;
  /** The type of the machine event; `always` for what is taken without any. */
  readonly event: string;
  /** What the definition says about it. */
  readonly why: string;
};

/** A step that changed a machine's position, with those before it. */
export type Moves<Event, View> = {
  readonly from: Position<View>;
  readonly event: Event;
  readonly older: Moves<Event, View> | null;
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
    return { to: nodeOf(next), taken: takenOf(enabled, next) };
  };

  const edgeOf = (from: Position<View>, event: Event): Edge<View> => {
    // Positions are only ever made here, as nodes; the public type hides what callers need not see.
    const node = from as Node<View>;
    const key = JSON.stringify(event);
    let edge = node.edges.get(key);
    if (edge === undefined) {
      edge = findEdge(node, event);
      node.edges.set(key, edge);
    }
    return edge;
  };

  return {
    start: nodeOf(initialTransition(machine)[0]),
    step(from, event) {
      const { to, taken } = edgeOf(from, event);
      observe?.(
        taken.map(({ source, eventType, branch }) => arrowName(machine.id, source, eventType, branch)),
      );
      return to;
    },
    transitionsOf: (from, event) =>
      edgeOf(from, event).taken.flatMap((taken) => transitionOf(machine.id, taken) ?? []),
  };
}

type Node<View> = Position<View> & {
  readonly snapshot: AnyMachineSnapshot;
  readonly edges: Map<string, Edge<View>>;
};
type Edge<View> = { readonly to: Node<View>; readonly taken: readonly Taken[] };

/** One arrow that was taken, as a path of names. */
type Taken = {
  readonly source: readonly string[];
  /** Empty for an arrow that leads nowhere. */
  readonly target: readonly string[];
  readonly acts: boolean;
  readonly eventType: string;
  readonly branch: number;
  readonly why: string;
};

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
  readonly always?: readonly Onward[] | undefined;
};
type Onward = {
  readonly target?: readonly StateNodePart[] | undefined;
  readonly description?: string | undefined;
};

function takenOf(enabled: readonly Enabled[], next: AnyMachineSnapshot): readonly Taken[] {
  return enabled.flatMap((arrow) => {
    const [target] = arrow.target ?? [];
    const { source, eventType, description: why = "" } = arrow;
    const acts = arrow.actions.length > 0;
    const branch = branchOf(arrow);
    const taken = { source: source.path, target: target?.path ?? [], acts, eventType, branch, why };
    const [onward] = target?.always ?? [];
    if (target === undefined || onward === undefined || next.matches(nest(target.path))) return taken;
    const [end] = onward.target ?? [];
    const then = { source: target.path, target: end?.path ?? [], acts: false, eventType: ALWAYS, branch: 0 };
    return [taken, { ...then, why: onward.description ?? "" }];
  });
}

function transitionOf(machine: string, { source, target, acts, eventType, why }: Taken): Transition | null {
  if (target.length === 0 && !acts) return null;
  const [first = "", second] = source;
  const from = second ?? first;
  return {
    region: second === undefined ? machine : first,
    from,
    to: target.at(-1) ?? from,
    event: eventType,
    why,
  };
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
