import type { ProcessRole, TraceEvent } from "../../trace/event.ts";
import type { ClientId, NodeName, Pid, Seq } from "../../trace/ids.ts";
import type { Cast, Participant } from "../cast.ts";

/** A vertical place of the diagram. `x` is a fraction of the diagram's width. */
export type Lane = { readonly x: number; readonly role: LaneRole; readonly side: Side };

export type LaneRole =
  /** Where page and client socket have a lifeline each, the page's. */
  | { readonly is: "page"; readonly participant: Participant }
  | { readonly is: "viewer"; readonly participant: Participant }
  | { readonly is: "transport"; readonly participant: Participant; readonly node?: NodeName }
  | {
      readonly is: "channel";
      readonly participant: Participant;
      readonly node?: NodeName;
      readonly topic: string;
      /** Over the lane: the topic, where there are several to tell apart. */
      readonly label: string;
      /** Every other label of a viewer stands higher, so that neighbours do not touch. */
      readonly raised: boolean;
    }
  | {
      readonly is: "other";
      readonly name: string;
      /** Over the lane: the last part of the module's name, where that is enough. */
      readonly label: string;
    }
  /** Who subscribes to what: no process of its own, whoever broadcasts looks there and sends. */
  | { readonly is: "pubsub"; readonly node?: NodeName };

type ProcessLane = Exclude<LaneRole, { readonly is: "page" | "viewer" }>;

export type Side = "left" | "right";

export type Lanes = {
  readonly all: readonly Lane[];
  /** How far a ghost stands from its lane, as a fraction of the width. */
  readonly ghost: number;
  /** The stretch between the innermost viewer of a side and the server; null where no viewer stands. */
  readonly link: { readonly [side in Side]: Span | null };
  readonly server: Span;
  /** Where the nodes stand, if the server is made of several. */
  readonly nodes: readonly { readonly name: NodeName; readonly span: Span }[];
  /** Below this width, in pixels, the diagram scrolls sideways rather than shrink further. */
  readonly minWidth: number;
  /** The client socket's, and the page's as well unless that has one of its own. */
  readonly viewer: (client: ClientId) => Lane | undefined;
  readonly page: (client: ClientId) => Lane | undefined;
  /** Without a node: the first there is. */
  readonly transport: (client: ClientId, node?: NodeName) => Lane | undefined;
  readonly channel: (client: ClientId, topic: string, node?: NodeName) => Lane | undefined;
  readonly other: (name: string) => Lane | undefined;
  /** There once something is broadcast; of several nodes each has its own. */
  readonly pubsub: (node?: NodeName) => Lane | undefined;
};

export type Span = { readonly from: number; readonly to: number };

const EDGE = 0.8;
/** What is written beside the last process, where no viewer stands on that side. */
const LABEL_ROOM = 1.6;
const VIEWER_GAP = 1.1;
/** Between a viewer's page and its socket, where they stand apart. */
const PAGE_GAP = 2.6;
const LINK = 4.1;
const PROCESS_GAP = 1.15;
const MIDDLE_GAP = 1.5;
/** To both sides of PubSub. */
const PUBSUB_GAP = 1.05;
/** Between two nodes of a server. */
const NODE_GAP = 1.7;
const PX_PER_UNIT = 24;
/** What a letter over a process takes at most, on average, and what is left free between two names, in pixels. */
const LETTER_PX = 5.7;
const NAME_GAP_PX = 3;
/** The same of a viewer's name, which is larger. */
const BIG_LETTER_PX = 7.6;
const BIG_NAME_GAP_PX = 6;
/** How far a low name stands outwards of its lane, in pixels. */
export const LOW_SHIFT_PX = 4;

/**
 * Who needs a lane on the server: the topics of every viewer's channel processes, other processes by name, and
 * PubSub where anything is broadcast.
 */
export class LaneNeeds {
  readonly topics = new Map<ClientId, string[]>();
  readonly others: string[] = [];
  broadcasts = false;
  /** The nodes of the server, and who has had a connection to which; empty for a server of one. */
  readonly nodes = new Map<NodeName, Set<ClientId>>();
  /** The node of each viewer's first connection. */
  readonly homes = new Map<ClientId, NodeName>();

  /** Takes an event in; true when somebody new needs a lane. */
  add(event: TraceEvent): boolean {
    if (event.kind === "server_started") {
      const { node } = event;
      if (node === undefined || this.nodes.has(node)) return false;
      this.nodes.set(node, new Set());
      return true;
    }
    if (event.kind === "broadcast_dispatched") {
      const before = this.broadcasts;
      this.broadcasts = true;
      return !before;
    }
    if (event.kind !== "process_started") return false;
    const { role } = event;
    switch (role.is) {
      case "transport": {
        const there = event.node === undefined ? undefined : this.nodes.get(event.node);
        if (there === undefined || there.has(role.client)) return false;
        there.add(role.client);
        if (event.node !== undefined && !this.homes.has(role.client)) this.homes.set(role.client, event.node);
        return true;
      }
      case "channel": {
        const list = this.topics.get(role.client) ?? [];
        if (list.includes(role.topic)) return false;
        this.topics.set(role.client, [...list, role.topic]);
        return true;
      }
      case "other":
        if (this.others.includes(role.name)) return false;
        this.others.push(role.name);
        return true;
    }
  }
}

/** What is written over the lane of a process, high or low: neighbours often differ in that. */
export function headOf(role: ProcessLane): { readonly text: string; readonly raised: boolean } {
  switch (role.is) {
    case "transport":
      return { text: "transport", raised: true };
    case "channel":
      return { text: role.label, raised: role.raised };
    case "other":
      return { text: role.label, raised: true };
    case "pubsub":
      return { text: "PubSub", raised: true };
  }
}

/** How far apart two lanes of the server stand, so that what is written over them does not touch. */
function gapBetween(left: ProcessLane, right: ProcessLane): number {
  const least = left.is === "pubsub" || right.is === "pubsub" ? PUBSUB_GAP : MIDDLE_GAP;
  const [a, b] = [headOf(left), headOf(right)];
  if (a.raised !== b.raised) return least;
  const letters = (a.text.length + b.text.length) / 2;
  const shifts = a.raised ? 0 : 2 * LOW_SHIFT_PX;
  return Math.max(least, (letters * LETTER_PX + NAME_GAP_PX - shifts) / PX_PER_UNIT);
}

/** How far apart two viewers stand. */
function viewerGap(a: Participant, b: Participant): number {
  const letters = (a.name.length + b.name.length) / 2;
  return Math.max(VIEWER_GAP, (letters * BIG_LETTER_PX + BIG_NAME_GAP_PX) / PX_PER_UNIT);
}

/** How far a viewer stands from the edge of the diagram. */
function edgeOf(viewer: Participant | undefined): number {
  const letters = (viewer?.name.length ?? 0) / 2;
  return Math.max(EDGE, (letters * BIG_LETTER_PX) / PX_PER_UNIT);
}

/** `Presence` for `VideosWeb.Presence`, unless there is another one. */
function otherRole(name: string, others: readonly string[]): ProcessLane {
  const last = (full: string): string => full.split(".").at(-1) ?? full;
  const alone = others.filter((other) => last(other) === last(name)).length === 1;
  return { is: "other", name, label: alone ? last(name) : name };
}

/**
 * Who stands left of the server and who right of it, each from left to right: of the scenario's viewers the first half
 * and the rest; of several nodes those whom the first one has, and the rest. Whoever comes later takes the side that has fewer, next to the server: nobody else changes sides.
 */
function sidesOf(cast: Cast, { nodes, homes }: LaneNeeds): { readonly [side in Side]: Cast } {
  const own = cast.filter(({ late }) => late !== true);
  const half = Math.ceil(own.length / 2);
  const [first] = nodes.keys();
  const isLeft = ({ client }: Participant, index: number): boolean =>
    first === undefined ? index < half : (homes.get(client) ?? first) === first;
  const sides = { left: own.filter(isLeft), right: own.filter((one, index) => !isLeft(one, index)) };
  for (const participant of cast.filter(({ late }) => late === true)) {
    if (sides.right.length < sides.left.length) sides.right.unshift(participant);
    else sides.left.push(participant);
  }
  return sides;
}

/**
 * Places every participant left or right of the server, each with its transport and one place per topic that it ever
 * had a channel process for.
 */
export function lanesOf(cast: Cast, needs: LaneNeeds, split = false): Lanes {
  const { topics, others, broadcasts } = needs;
  const placed: { unit: number; role: LaneRole; side: Side }[] = [];
  const { left, right } = sidesOf(cast, needs);
  let unit = edgeOf(left[0]);
  left.forEach((participant, index) => {
    const before = left[index - 1];
    if (before !== undefined) unit += viewerGap(before, participant);
    if (split) {
      placed.push({ unit, role: { is: "page", participant }, side: "left" });
      unit += PAGE_GAP;
    }
    placed.push({ unit, role: { is: "viewer", participant }, side: "left" });
  });
  const linkLeft = { from: unit, to: unit + (left.length > 0 ? LINK : EDGE) };
  unit = linkLeft.to;
  // The last lane of the server so far, and where it stands.
  let last: ProcessLane | null = null;
  let end = unit;
  const goTo = (role: ProcessLane): void => {
    if (last !== null) unit = end + gapBetween(last, role);
  };
  const stay = (role: ProcessLane): void => {
    last = role;
    end = unit;
  };
  const group = (participant: Participant, side: Side, of: { readonly node?: NodeName } = {}): void => {
    const roles: ProcessLane[] = [{ is: "transport", participant, ...of }];
    const joined = topics.get(participant.client) ?? [];
    joined.forEach((topic, index) => {
      const label = joined.length > 1 ? topic : "channel";
      roles.push({ is: "channel", participant, topic, label, raised: index % 2 === 1, ...of });
    });
    // A viewer that never joined still keeps the room of one channel: nothing moves when it joins.
    const room = Math.max(2, roles.length);
    const [outermost, innermost] = [roles[0], roles.at(-1)];
    if (outermost === undefined || innermost === undefined) return; // there is always a transport
    const [first, final] = side === "left" ? [outermost, innermost] : [innermost, outermost];
    goTo(first);
    const step = side === "left" ? 1 : -1;
    const start = side === "left" ? unit : unit + (room - 1) * PROCESS_GAP;
    roles.forEach((role, index) => {
      placed.push({ unit: start + step * index * PROCESS_GAP, role, side });
    });
    unit += (room - 1) * PROCESS_GAP;
    stay(final);
  };
  const single = (role: ProcessLane, side: Side = "left"): void => {
    goTo(role);
    placed.push({ unit, role, side });
    stay(role);
  };
  const nodes: { name: NodeName; from: number; to: number }[] = [];
  for (const [name, there] of needs.nodes) {
    const of = { node: name };
    const isFirst = nodes.length === 0;
    if (last !== null) {
      unit = end + Math.max(NODE_GAP, gapBetween(last, { is: "pubsub", ...of }));
      last = null;
    }
    const from = unit;
    // The PubSubs of two nodes stand next to each other.
    if (!isFirst) single({ is: "pubsub", ...of }, "right");
    for (const one of left) if (there.has(one.client)) group(one, "left", of);
    for (const one of right) if (there.has(one.client)) group(one, "right", of);
    if (isFirst) single({ is: "pubsub", ...of });
    nodes.push({ name, from, to: end });
  }
  if (nodes.length === 0) for (const participant of left) group(participant, "left");
  const middle: readonly ProcessLane[] = [
    ...(broadcasts && nodes.length === 0 ? [{ is: "pubsub" } as const] : []),
    ...others.map((name) => otherRole(name, others)),
  ];
  for (const role of middle) single(role);
  if (nodes.length === 0) for (const participant of right) group(participant, "right");
  const linkRight = { from: end, to: end + (right.length > 0 ? LINK : LABEL_ROOM) };
  unit = linkRight.to;
  right.forEach((participant, index) => {
    const before = right[index - 1];
    if (before !== undefined) unit += viewerGap(before, participant);
    placed.push({ unit, role: { is: "viewer", participant }, side: "right" });
    if (split) {
      unit += PAGE_GAP;
      placed.push({ unit, role: { is: "page", participant }, side: "right" });
    }
  });
  const total = unit + (right.length > 0 ? edgeOf(right.at(-1)) : 0);

  const all = placed.map(({ unit: at, role, side }) => ({ x: at / total, role, side }));
  const span = ({ from, to }: Span): Span => ({ from: from / total, to: to / total });
  const byName = new Map(all.map((lane) => [laneName(lane.role), lane]));
  const margin = 0.55 / total;
  return {
    all,
    ghost: 0.42 / total,
    link: {
      left: left.length > 0 ? span(linkLeft) : null,
      right: right.length > 0 ? span(linkRight) : null,
    },
    server: { from: linkLeft.to / total - margin, to: linkRight.from / total + margin },
    nodes: nodes.map(({ name, ...at }) => ({
      name,
      span: { from: at.from / total - margin, to: at.to / total + margin },
    })),
    minWidth: Math.round(total * PX_PER_UNIT),
    viewer: (client) => byName.get(`viewer-${client}`),
    page: (client) => byName.get(`page-${client}`) ?? byName.get(`viewer-${client}`),
    transport: (client, node) =>
      node === undefined
        ? all.find(({ role }) => role.is === "transport" && role.participant.client === client)
        : byName.get(`transport-${client}@${node}`),
    channel: (client, topic, node) => byName.get(`channel-${client}-${topic}${at(node)}`),
    other: (name) => byName.get(`other-${name}`),
    pubsub: (node) => byName.get(`pubsub${at(node)}`),
  };
}

/** A name for the lane that no other lane of the diagram has. */
export function laneName(role: LaneRole): string {
  switch (role.is) {
    case "page":
    case "viewer":
      return `${role.is}-${role.participant.client}`;
    case "transport":
      return `transport-${role.participant.client}${at(role.node)}`;
    case "channel":
      return `channel-${role.participant.client}-${role.topic}${at(role.node)}`;
    case "other":
      return `other-${role.name}`;
    case "pubsub":
      return `pubsub${at(role.node)}`;
  }
}

function at(node: NodeName | undefined): string {
  return node === undefined ? "" : `@${node}`;
}

/** Where a process stands: on its lane, until a successor takes the lane and it goes on beside it as a ghost. */
export type ProcessPlace = {
  readonly lane: Lane;
  readonly ghost: { readonly x: number; readonly from: Seq } | null;
};

export type ProcessPlaces = ReadonlyMap<Pid, ProcessPlace>;

/** The x of a process at one event. */
export function placeX(place: ProcessPlace, seq: Seq): number {
  return place.ghost !== null && seq >= place.ghost.from ? place.ghost.x : place.lane.x;
}

/**
 * A process whose successor on the same lane is born before it died becomes a ghost at that moment: the
 * server still keeps a connection that its viewer has given up. It moves a little towards the viewer.
 */
export class ProcessPlacing {
  readonly places = new Map<Pid, ProcessPlace>();
  readonly #lanes: Lanes;
  readonly #living = new Map<Lane, Pid>();

  constructor(lanes: Lanes) {
    this.#lanes = lanes;
  }

  add(event: TraceEvent): void {
    if (event.kind === "process_started") {
      const lane = laneOf(this.#lanes, event);
      if (lane === undefined) return;
      const before = this.#living.get(lane);
      if (before !== undefined) {
        const away = lane.side === "left" ? -this.#lanes.ghost : this.#lanes.ghost;
        this.places.set(before, { lane, ghost: { x: lane.x + away, from: event.seq } });
      }
      this.places.set(event.pid, { lane, ghost: null });
      this.#living.set(lane, event.pid);
    } else if (event.kind === "process_exited") {
      const lane = this.places.get(event.pid)?.lane;
      if (lane !== undefined && this.#living.get(lane) === event.pid) this.#living.delete(lane);
    } else if (event.kind === "server_stopped") {
      for (const lane of this.#living.keys()) if (nodeOf(lane) === event.node) this.#living.delete(lane);
    }
  }
}

function laneOf(
  lanes: Lanes,
  { role, node }: { readonly role: ProcessRole; readonly node?: NodeName },
): Lane | undefined {
  switch (role.is) {
    case "transport":
      return lanes.transport(role.client, node);
    case "channel":
      return lanes.channel(role.client, role.topic, node);
    case "other":
      return lanes.other(role.name);
  }
}

/** The node of a lane, if the server is made of several. */
export function nodeOf(lane: Lane | undefined): NodeName | undefined {
  return lane !== undefined && "node" in lane.role ? lane.role.node : undefined;
}
