import type { TraceEvent } from "../../trace/event.ts";
import { MARK_GLYPHS } from "../wire/frame-glyph.ts";
import type { Canvas, Item, Part } from "./item.ts";
import { centred, glyph, hueOf, item, line } from "./item.ts";
import { placeX } from "./lanes.ts";
import type { Layer } from "./layer.ts";
import { eachEvent } from "./layer.ts";
import { inputWords } from "./viewer-items.ts";

/** The ground behind the server's lanes, as long as it runs. */
export function groundLayer(canvas: Canvas): Layer {
  const { from, to } = canvas.lanes.server;
  const finished: Item[] = [];
  // A run whose trace does not say when the server started had it up from the beginning.
  let up: number | null = 0;
  let told = false;
  const band = (y1: number, y2: number): Item => {
    const parts: Part[] = [{ is: "band", x1: from, x2: to, y1, y2, fill: "server", outset: 0 }];
    const { pubsub } = canvas.lanes;
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

/** Marks in the server's part: rows stored, broadcasts, starts and stops, ends of connections. */
export function serverMarkLayer(canvas: Canvas): Layer {
  const middle = (canvas.lanes.server.from + canvas.lanes.server.to) / 2;
  return eachEvent((event) => {
    const mark = serverMark(event);
    if (mark === null) return null;
    const y = canvas.y[event.seq] ?? 0;
    const place = mark.pid === null ? undefined : canvas.places.get(mark.pid);
    const lane = mark.client === null ? place?.lane : canvas.lanes.transport(mark.client);
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
      return event.timeMs === 0 ? null : { ...none, glyph: "power", word: "server up", tone: "strong" };
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
