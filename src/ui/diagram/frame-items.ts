import type { TraceEvent } from "../../trace/event.ts";
import type { ClientId, ConnectionId, FrameId, Seq } from "../../trace/ids.ts";
import { FRAME_GLYPHS, MARK_GLYPHS } from "../wire/frame-glyph.ts";
import { carriedId, frameDetail, readFrame } from "../wire/wire-frame.ts";
import type { Canvas, Item, Part } from "./item.ts";
import { beside, centred, glyph, hueOf, item, line } from "./item.ts";
import type { Lane, ProcessPlace } from "./lanes.ts";
import { placeX } from "./lanes.ts";

type Sent = Extract<TraceEvent, { kind: "frame_sent" }>;
type Fate = Extract<TraceEvent, { kind: "frame_arrived" | "frame_held" | "frame_lost" }>;

type ServerEnd = (event: {
  readonly client: ClientId;
  readonly connection: ConnectionId;
  readonly seq: Seq;
}) => number;

/** Where the server's end of a connection stands: its transport process, or where that would stand. */
function serverEnds(canvas: Canvas): ServerEnd {
  const ends = new Map<ConnectionId, ProcessPlace>();
  for (const event of canvas.events) {
    if (event.kind !== "process_started" || event.role.is !== "transport") continue;
    const place = canvas.places.get(event.pid);
    if (place !== undefined) ends.set(event.role.connection, place);
  }
  return ({ client, connection, seq }) => {
    const place = ends.get(connection);
    return place === undefined ? (canvas.lanes.transport(client)?.x ?? 0.5) : placeX(place, seq);
  };
}

/** An arrow per frame, from where it was sent to where it arrived; one that never did ends in the link. */
export function frameItems(canvas: Canvas): readonly Item[] {
  const serverX = serverEnds(canvas);
  const fates = new Map<FrameId, Fate[]>();
  for (const event of canvas.events) {
    if (event.kind === "frame_arrived" || event.kind === "frame_held" || event.kind === "frame_lost") {
      const list = fates.get(event.frame);
      if (list === undefined) fates.set(event.frame, [event]);
      else list.push(event);
    }
  }
  const items: Item[] = [];
  for (const event of canvas.events) {
    if (event.kind !== "frame_sent") continue;
    const viewer = canvas.lanes.viewer(event.client);
    if (viewer !== undefined)
      items.push(frameItem(canvas, event, fates.get(event.frame) ?? [], viewer, serverX));
  }
  return items;
}

function frameItem(
  canvas: Canvas,
  sent: Sent,
  fates: readonly Fate[],
  viewer: Lane,
  serverX: ServerEnd,
): Item {
  const frame = readFrame(sent.data, sent.direction);
  const { word, path } = FRAME_GLYPHS[frame.kind];
  const up = sent.direction === "up";
  const tailX = up ? viewer.x : serverX(sent);
  const tailY = canvas.y[sent.seq] ?? 0;
  const span = canvas.linkOf(sent.client);
  const middle = (span.from + span.to) / 2;
  // The label runs from the tail into the link, whichever end the tail is.
  const inward = up === (viewer.side === "left") ? "left" : "right";
  const bad = frame.kind === "error" || frame.kind === "close";
  const parts: Part[] = [];
  let from: readonly [number, number] = [tailX, tailY];
  let stroke: "frame" | "held" = "frame";
  for (const fate of fates) {
    const y = canvas.y[fate.seq] ?? tailY;
    if (fate.kind === "frame_arrived") {
      // A held frame waits in the link, then goes on its way when it is sent again.
      if (stroke === "held") {
        const wait = Math.max(from[1], y - 14);
        parts.push(line("held", from, [from[0], wait]));
        from = [from[0], wait];
      }
      const headX = up ? serverX(fate) : viewer.x;
      parts.push(line("frame", from, [headX, Math.max(y, from[1])], true));
    } else {
      const end: readonly [number, number] = [middle, Math.max(y, from[1])];
      parts.push(line(stroke, from, end));
      const lost = fate.kind === "frame_lost";
      const id = carriedId(frame);
      parts.push(
        lost
          ? glyph(middle, end[1], MARK_GLYPHS.closed, 0, "bad")
          : { ...glyph(middle, end[1], "M-3.5-4.5V4.5M3.5-4.5V4.5"), tone: "bad" },
      );
      parts.push({
        ...centred(middle, end[1] + 4, `${lost ? "lost" : "held"}${id === null ? "" : ` ${id}`}`, "", "bad"),
        dx: 10,
        anchor: "start",
      });
      from = end;
      stroke = "held";
    }
  }
  if (fates.length === 0) {
    // Still on its way at the end of the run.
    parts.push(line("held", from, [middle, Math.min(canvas.height, tailY + 14)]));
  }
  const sideways = inward === "left" ? 10 : -10;
  parts.push(
    glyph(tailX, tailY - 8, path, sideways, bad ? "bad" : frame.kind === "push" ? "solid" : "plain"),
  );
  parts.push(beside(tailX, tailY, inward, word, frameDetail(frame), bad ? "bad" : "plain"));
  const seqs: Seq[] = [sent.seq, ...fates.map((fate) => fate.seq)];
  return item(`frame-${sent.frame}`, "frame", hueOf(viewer), seqs, parts);
}

/** What tells one end of a connection about the other without being a data frame: the upgrade, and a close. */
export function handshakeItems(canvas: Canvas): readonly Item[] {
  const serverX = serverEnds(canvas);
  const said = new Map<string, ConnectionEvent>();
  const items: Item[] = [];
  for (const event of canvas.events) {
    if (!("connection" in event) || "frame" in event) continue;
    const viewer = canvas.lanes.viewer(event.client);
    if (viewer === undefined) continue;
    said.set(`${event.connection} ${event.kind}`, event);
    const y = canvas.y[event.seq] ?? 0;
    const hue = hueOf(viewer);
    if (event.kind === "connection_opening") {
      const mark = glyph(viewer.x, y - 8, MARK_GLYPHS.opened, viewer.side === "left" ? 10 : -10);
      const parts = [mark, beside(viewer.x, y, viewer.side, "connect")];
      items.push(item(`opening-${event.connection}`, "mark", hue, [event.seq], parts));
    }
    const before = said.get(`${event.connection} ${causeOf(event)}`);
    if (before === undefined) continue;
    const place = (end: ConnectionEvent): readonly [number, number] => [
      ON_SERVER.has(end.kind) ? serverX(end) : viewer.x,
      canvas.y[end.seq] ?? 0,
    ];
    const [x] = place(event);
    const parts: Part[] = [line("handshake", place(before), [x, y], true)];
    if (event.kind === "upgrade_refused") {
      const away = viewer.side === "left" ? "right" : "left";
      parts.push(beside(x, y, away, `refused ${event.status}`, "", "bad", 8));
    }
    items.push(item(`handshake-${event.seq}`, "handshake", hue, [event.seq], parts));
  }
  return items;
}

type ConnectionEvent = Exclude<Extract<TraceEvent, { connection: ConnectionId }>, { frame: FrameId }>;

const ON_SERVER: ReadonlySet<string> = new Set([
  "upgrade_accepted",
  "upgrade_refused",
  "server_connection_closed",
]);

/** What the other end had done that this end hears of now; null when it hears of nothing. */
function causeOf(event: ConnectionEvent): ConnectionEvent["kind"] | null {
  switch (event.kind) {
    case "upgrade_accepted":
    case "upgrade_refused":
      return "connection_opening";
    case "connection_opened":
      return "upgrade_accepted";
    case "server_connection_closed":
      return event.why === "client_closed" ? "connection_closing" : null;
    case "connection_closed":
      if (event.why === "refused") return "upgrade_refused";
      return event.why === "closed_by_server" || event.why === "server_killed"
        ? "server_connection_closed"
        : null;
    default:
      return null;
  }
}
