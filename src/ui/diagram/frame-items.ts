import type { TraceEvent } from "../../trace/event.ts";
import type { ClientId, ConnectionId, FrameId, Pid, Seq } from "../../trace/ids.ts";
import { FRAME_GLYPHS, MARK_GLYPHS } from "../wire/frame-glyph.ts";
import { carriedId, frameDetail, readFrame } from "../wire/wire-frame.ts";
import type { Canvas, Item, Part } from "./item.ts";
import { beside, centred, glyph, hueOf, item, line } from "./item.ts";
import type { Lane } from "./lanes.ts";
import { placeX } from "./lanes.ts";
import type { Layer } from "./layer.ts";

type Sent = Extract<TraceEvent, { kind: "frame_sent" }>;
type Fate = Extract<TraceEvent, { kind: "frame_arrived" | "frame_held" | "frame_lost" }>;

/** Where the server's end of every connection stands: its transport process, or where that would stand. */
class ServerEnds {
  readonly #canvas: Canvas;
  readonly #transports = new Map<ConnectionId, Pid>();

  constructor(canvas: Canvas) {
    this.#canvas = canvas;
  }

  add(event: TraceEvent): void {
    if (event.kind !== "process_started" || event.role.is !== "transport") return;
    this.#transports.set(event.role.connection, event.pid);
  }

  x(end: { readonly client: ClientId; readonly connection: ConnectionId; readonly seq: Seq }): number {
    const transport = this.#transports.get(end.connection);
    const place = transport === undefined ? undefined : this.#canvas.places.get(transport);
    return place === undefined
      ? (this.#canvas.lanes.transport(end.client)?.x ?? 0.5)
      : placeX(place, end.seq);
  }
}

/** An arrow per frame, from where it was sent to where it arrived; one that never did ends in the link. */
export function frameLayer(canvas: Canvas): Layer {
  const ends = new ServerEnds(canvas);
  const onTheirWay = new Map<FrameId, { readonly sent: Sent; readonly fates: Fate[] }>();
  const finished: Item[] = [];
  const draw = (sent: Sent, fates: readonly Fate[]): readonly Item[] => {
    const viewer = canvas.lanes.viewer(sent.client);
    return viewer === undefined ? [] : [frameItem(canvas, sent, fates, viewer, ends)];
  };
  return {
    finished,
    add(event) {
      ends.add(event);
      switch (event.kind) {
        case "frame_sent":
          onTheirWay.set(event.frame, { sent: event, fates: [] });
          break;
        case "frame_held":
        case "frame_arrived":
        case "frame_lost": {
          const frame = onTheirWay.get(event.frame);
          if (frame === undefined) break;
          frame.fates.push(event);
          if (event.kind === "frame_held") break;
          finished.push(...draw(frame.sent, frame.fates));
          onTheirWay.delete(event.frame);
          break;
        }
        default:
      }
    },
    unfinished: () => [...onTheirWay.values()].flatMap(({ sent, fates }) => draw(sent, fates)),
  };
}

function frameItem(canvas: Canvas, sent: Sent, fates: readonly Fate[], viewer: Lane, ends: ServerEnds): Item {
  const frame = readFrame(sent.data, sent.direction);
  const { word, path } = FRAME_GLYPHS[frame.kind];
  const up = sent.direction === "up";
  const tailX = up ? viewer.x : ends.x(sent);
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
      const headX = up ? ends.x(fate) : viewer.x;
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
    const end = Math.min(canvas.height, tailY + 14);
    parts.push(line("held", from, [middle, end]));
    parts.push({ ...centred(middle, end + 4, "on its way", "", "quiet"), dx: 6, anchor: "start" });
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
export function handshakeLayer(canvas: Canvas): Layer {
  const ends = new ServerEnds(canvas);
  const said = new Map<string, ConnectionEvent>();
  const finished: Item[] = [];
  return {
    finished,
    add(event) {
      ends.add(event);
      if (!("connection" in event) || "frame" in event) return;
      const viewer = canvas.lanes.viewer(event.client);
      if (viewer === undefined) return;
      said.set(`${event.connection} ${event.kind}`, event);
      const y = canvas.y[event.seq] ?? 0;
      const hue = hueOf(viewer);
      if (event.kind === "connection_opening") {
        const mark = glyph(viewer.x, y - 8, MARK_GLYPHS.opened, viewer.side === "left" ? 10 : -10);
        const parts = [mark, beside(viewer.x, y, viewer.side, "connect")];
        finished.push(item(`opening-${event.connection}`, "mark", hue, [event.seq], parts));
      }
      const before = said.get(`${event.connection} ${causeOf(event)}`);
      if (before === undefined) return;
      const place = (end: ConnectionEvent): readonly [number, number] => [
        ON_SERVER.has(end.kind) ? ends.x(end) : viewer.x,
        canvas.y[end.seq] ?? 0,
      ];
      const [x] = place(event);
      const parts: Part[] = [line("handshake", place(before), [x, y], true)];
      if (event.kind === "upgrade_refused") {
        const away = viewer.side === "left" ? "right" : "left";
        parts.push(beside(x, y, away, `refused ${event.status}`, "", "bad", 8));
      }
      finished.push(item(`handshake-${event.seq}`, "handshake", hue, [event.seq], parts));
    },
    unfinished: () => [],
  };
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
