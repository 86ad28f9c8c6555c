import type { TraceEvent } from "../../trace/event.ts";
import type { ConnectionId, NodeName, Pid } from "../../trace/ids.ts";
import { MARK_GLYPHS } from "../wire/frame-glyph.ts";
import type { Canvas, Item, Part } from "./item.ts";
import { centred, glyph, hueOf, item, line } from "./item.ts";
import { placeX } from "./lanes.ts";
import type { Layer } from "./layer.ts";
import { eachEvent } from "./layer.ts";
import { inputWords } from "./viewer-items.ts";

/**
 * The ground behind the server's lanes, as long as it runs; of several nodes behind each of them, and between them while
 * they know nothing of each other.
 */
export function groundLayer(canvas: Canvas): Layer {
  const { nodes, server } = canvas.lanes;
  const isOne = nodes.length === 0;
  const finished: Item[] = [];
  // The one node of a server without others has no name. A trace that does not say when it started had it up from the
  // beginning.
  const up = new Map<NodeName | undefined, number>(isOne ? [[undefined, 0]] : []);
  /** Since when no broadcast crosses. */
  let apart: number | null = 0;
  const band = (name: NodeName | undefined, y1: number, y2: number): readonly Item[] => {
    const span = isOne ? server : nodes.find((node) => node.name === name)?.span;
    if (span === undefined) return [];
    const parts: Part[] = [ground("server", span.from, span.to, y1, y2)];
    const pubsub = canvas.lanes.pubsub(name);
    if (pubsub !== undefined) parts.push(line("pubsub", [pubsub.x, y1], [pubsub.x, y2]));
    return [item(`server-${name ?? ""}-${Math.round(y1)}`, "server", null, [], parts)];
  };
  const between = (y1: number, y2: number): readonly Item[] => {
    const [one, other] = nodes;
    if (one === undefined || other === undefined) return [];
    const parts = [ground("cut", one.span.to, other.span.from, y1, y2)];
    return [item(`apart-${Math.round(y1)}`, "trouble", null, [], parts)];
  };
  return {
    finished,
    add(event) {
      const y = event.timeMs === 0 ? 0 : (canvas.y[event.seq] ?? 0);
      if (event.kind === "server_started") up.set(event.node, y);
      else if (event.kind === "server_stopped") {
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

function ground(fill: "server" | "cut", x1: number, x2: number, y1: number, y2: number): Part {
  return { is: "band", x1, x2, y1, y2, fill, outset: 0 };
}

/** Marks in the server's part: rows stored, broadcasts, starts and stops, ends of connections. */
export function serverMarkLayer(canvas: Canvas): Layer {
  /** Where the server's ends of connections stand: a viewer may have gone from one node to another. */
  const ends = new Map<ConnectionId, Pid>();
  return eachEvent((event) => {
    if (event.kind === "process_started" && event.role.is === "transport" && event.node !== undefined)
      ends.set(event.role.connection, event.pid);
    const marked = serverMark(event);
    if (marked === null) return null;
    const { word, detail, tone } = marked;
    const y = canvas.y[event.seq] ?? 0;
    const end = event.kind === "server_connection_closed" ? ends.get(event.connection) : undefined;
    const pid = marked.pid ?? end;
    const place = pid === undefined ? undefined : canvas.places.get(pid);
    const lane = place?.lane ?? (marked.client === null ? undefined : canvas.lanes.transport(marked.client));
    const middle = middleOf(canvas, event);
    const x = place === undefined ? (lane?.x ?? middle) : placeX(place, event.seq);
    const parts =
      lane === undefined
        ? [centred(middle, y - 4, word, detail, tone)]
        : [
            glyph(x, y, MARK_GLYPHS[marked.glyph], 0, tone === "bad" ? "bad" : "solid"),
            {
              ...centred(x, y + 3.5, word, detail, tone),
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
  switch (event.kind) {
    case "row_stored":
      return mark("stored", `stored ${event.id}`, "plain", event);
    case "rows_read":
      return mark("read", `read ${idsWord(event.ids)}`, "plain", event);
    case "row_sought":
      return mark("read", `found ${event.id ?? "none"}`, "plain", event);
    case "server_connection_closed": {
      const { client, code } = event;
      return mark("closed", code === null ? "ended" : String(code), "bad", { client });
    }
    case "server_started":
      return event.timeMs === 0
        ? null
        : mark("power", `${event.node === undefined ? "server" : `node ${event.node}`} up`, "strong");
    case "nodes_connected":
      return mark("power", "nodes connected", "quiet");
    case "nodes_disconnected":
      return event.why === "node_down" ? null : mark("power", "netsplit", "bad");
    case "server_stopping":
      return mark("power", "stopping", "bad");
    case "server_stopped":
      return mark("power", event.how === "kill" ? "killed" : "stopped", "bad");
    case "input_applied": {
      if ("client" in event.input) return null;
      const { word, detail } = inputWords(event.input);
      return { ...mark("power", word, "strong"), detail };
    }
    default:
      return null;
  }
}

function mark(
  glyphName: ServerMark["glyph"],
  word: string,
  tone: ServerMark["tone"],
  { pid = null, client = null }: Partial<Pick<ServerMark, "pid" | "client">> = {},
): ServerMark {
  return { glyph: glyphName, word, detail: "", tone, pid, client };
}
