import type { TraceEvent } from "../../trace/event.ts";
import type { ConnectionId, NodeName, Pid } from "../../trace/ids.ts";
import { MARK_GLYPHS } from "../wire/frame-glyph.ts";
import type { Canvas, Item, Part } from "./item.ts";
import { centred, glyph, hueOf, item, line } from "./item.ts";
import { placeX } from "./lanes.ts";
import type { Layer } from "./layer.ts";
import { eachEvent } from "./layer.ts";
import { inputWords } from "./viewer-items.ts";

/** The ground behind the server's lanes, as long as it runs. */
export function groundLayer(canvas: Canvas): Layer {
  const { nodes } = canvas.lanes;
  if (nodes.length > 0) return nodeGroundLayer(canvas, nodes);
  const { from, to } = canvas.lanes.server;
  const finished: Item[] = [];
  // A run whose trace does not say when the server started had it up from the beginning.
  let up: number | null = 0;
  let told = false;
  const band = (y1: number, y2: number): Item => {
    const parts: Part[] = [{ is: "band", x1: from, x2: to, y1, y2, fill: "server", outset: 0 }];
    const pubsub = canvas.lanes.pubsub();
    if (pubsub !== undefined) parts.push(line("pubsub", [pubsub.x, y1], [pubsub.x, y2]));
    return item(`server-${Math.round(y1)}`, "server", null, [], parts);
  };
  return {
    finished,
    add(event) {
      const y = canvas.y[event.seq] ?? 0;
      if (event.kind === "server_started") {
        if (up === null || !told) up = event.timeMs === 0 ? 0 : y;
        told = true;
      } else if (event.kind === "server_stopped") {
        if (up !== null) finished.push(band(up, y));
        up = null;
        told = true;
      }
    },
    unfinished: () => (up === null ? [] : [band(up, canvas.height)]),
  };
}

/** The ground behind the lanes of each node, as long as it runs, and between them while they know nothing of each other. */
function nodeGroundLayer(canvas: Canvas, nodes: Canvas["lanes"]["nodes"]): Layer {
  const finished: Item[] = [];
  const up = new Map<NodeName, number>();
  /** Since when no broadcast crosses. */
  let apart: number | null = 0;
  const band = (name: NodeName, y1: number, y2: number): readonly Item[] => {
    const span = nodes.find((node) => node.name === name)?.span;
    if (span === undefined) return [];
    const parts: Part[] = [{ is: "band", x1: span.from, x2: span.to, y1, y2, fill: "server", outset: 0 }];
    const pubsub = canvas.lanes.pubsub(name);
    if (pubsub !== undefined) parts.push(line("pubsub", [pubsub.x, y1], [pubsub.x, y2]));
    return [item(`server-${name}-${Math.round(y1)}`, "server", null, [], parts)];
  };
  const between = (y1: number, y2: number): readonly Item[] => {
    const [one, other] = nodes;
    if (one === undefined || other === undefined) return [];
    const parts: Part[] = [
      { is: "band", x1: one.span.to, x2: other.span.from, y1, y2, fill: "cut", outset: 0 },
    ];
    return [item(`apart-${Math.round(y1)}`, "trouble", null, [], parts)];
  };
  return {
    finished,
    add(event) {
      const y = event.timeMs === 0 ? 0 : (canvas.y[event.seq] ?? 0);
      if (event.kind === "server_started" && event.node !== undefined) up.set(event.node, y);
      else if (event.kind === "server_stopped" && event.node !== undefined) {
        const since = up.get(event.node);
        if (since !== undefined) finished.push(...band(event.node, since, y));
        up.delete(event.node);
      } else if (event.kind === "nodes_connected") {
        if (apart !== null) finished.push(...between(apart, y));
        apart = null;
      } else if (event.kind === "nodes_disconnected") apart ??= y;
    },
    unfinished: () => [
      ...[...up].flatMap(([name, since]) => band(name, since, canvas.height)),
      ...(apart === null ? [] : between(apart, canvas.height)),
    ],
  };
}

/** Marks in the server's part: rows stored, broadcasts, starts and stops, ends of connections. */
export function serverMarkLayer(canvas: Canvas): Layer {
  /** Where the server's ends of connections stand: a viewer may have gone from one node to another. */
  const ends = new Map<ConnectionId, Pid>();
  return eachEvent((event) => {
    if (event.kind === "process_started" && event.role.is === "transport" && event.node !== undefined)
      ends.set(event.role.connection, event.pid);
    const mark = serverMark(event);
    if (mark === null) return null;
    const y = canvas.y[event.seq] ?? 0;
    const end = event.kind === "server_connection_closed" ? ends.get(event.connection) : undefined;
    const pid = mark.pid ?? end;
    const place = pid === undefined ? undefined : canvas.places.get(pid);
    const lane = place?.lane ?? (mark.client === null ? undefined : canvas.lanes.transport(mark.client));
    const middle = middleOf(canvas, event);
    const x = place === undefined ? (lane?.x ?? middle) : placeX(place, event.seq);
    const parts =
      lane === undefined
        ? [centred(middle, y - 4, mark.word, mark.detail, mark.tone)]
        : [
            glyph(x, y, MARK_GLYPHS[mark.glyph], 0, mark.tone === "bad" ? "bad" : "solid"),
            {
              ...centred(x, y + 3.5, mark.word, mark.detail, mark.tone),
              dx: lane.side === "left" ? 9 : -9,
              anchor: lane.side === "left" ? ("start" as const) : ("end" as const),
            },
          ];
    return item(`server-mark-${event.seq}`, "mark", hueOf(lane), [event.seq], parts);
  });
}

/** The middle of the node that an event is about, or of the whole server. */
function middleOf({ lanes }: Canvas, event: TraceEvent): number {
  const about = event.kind === "input_applied" ? event.input : event;
  const name = "node" in about ? about.node : undefined;
  const { from, to } = lanes.nodes.find((node) => node.name === name)?.span ?? lanes.server;
  return (from + to) / 2;
}

type ServerMark = {
  readonly pid: Extract<TraceEvent, { kind: "row_stored" }>["pid"];
  readonly client: Extract<TraceEvent, { kind: "server_connection_closed" }>["client"] | null;
  readonly glyph: "stored" | "read" | "closed" | "power";
  readonly word: string;
  readonly detail: string;
  readonly tone: "plain" | "strong" | "bad" | "quiet";
};

/** `none`, `2`, `2–4`: ids grow by one per row. */
function idsWord(ids: readonly number[]): string {
  const [first] = ids;
  if (first === undefined) return "none";
  return ids.length === 1 ? String(first) : `${first}–${ids.at(-1)}`;
}

/** The mark of a trace event in the server's part of the diagram; null when it has none. */
export function serverMark(event: TraceEvent): ServerMark | null {
  const none = { pid: null, client: null, detail: "" };
  switch (event.kind) {
    case "row_stored":
      return { ...none, pid: event.pid, glyph: "stored", word: `stored ${event.id}`, tone: "plain" };
    case "rows_read":
      return { ...none, pid: event.pid, glyph: "read", word: `read ${idsWord(event.ids)}`, tone: "plain" };
    case "row_sought":
      return { ...none, pid: event.pid, glyph: "read", word: `found ${event.id ?? "none"}`, tone: "plain" };
    case "server_connection_closed":
      return {
        ...none,
        client: event.client,
        glyph: "closed",
        word: event.code === null ? "ended" : String(event.code),
        tone: "bad",
      };
    case "server_started":
      return event.timeMs === 0
        ? null
        : {
            ...none,
            glyph: "power",
            word: `${event.node === undefined ? "server" : `node ${event.node}`} up`,
            tone: "strong",
          };
    case "nodes_connected":
      return { ...none, glyph: "power", word: "nodes connected", tone: "quiet" };
    case "nodes_disconnected":
      if (event.why === "node_down") return null;
      return { ...none, glyph: "power", word: "netsplit", tone: "bad" };
    case "server_stopping":
      return { ...none, glyph: "power", word: "stopping", tone: "bad" };
    case "server_stopped":
      return { ...none, glyph: "power", word: event.how === "kill" ? "killed" : "stopped", tone: "bad" };
    case "input_applied":
      if ("client" in event.input) return null;
      return { ...none, glyph: "power", ...inputWords(event.input), tone: "strong" };
    default:
      return null;
  }
}
