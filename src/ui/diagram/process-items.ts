import type { MessageLabel, TraceEvent } from "../../trace/event.ts";
import type { Pid, Seq } from "../../trace/ids.ts";
import { MARK_GLYPHS } from "../wire/frame-glyph.ts";
import type { Canvas, Item, Part } from "./item.ts";
import { beside, centred, glyph, hueOf, item, line } from "./item.ts";
import { nodeOf, placeX } from "./lanes.ts";
import type { Layer } from "./layer.ts";

type Started = Extract<TraceEvent, { kind: "process_started" }>;
/** How a process ended: what was recorded, and whether as a crash. */
type Exited = Pick<Extract<TraceEvent, { kind: "process_exited" }>, "seq" | "crashed">;

/** The life of every process on the server, from its start to its normal end or its crash. */
export function lifeLayer(canvas: Canvas): Layer {
  const living = new Map<Pid, Started>();
  const finished: Item[] = [];
  return {
    finished,
    add(event) {
      if (event.kind === "process_started") living.set(event.pid, event);
      if (event.kind === "server_stopped") {
        // A server that is gone has taken every process with it, told or not.
        for (const [pid, start] of living) {
          if (start.node !== event.node) continue;
          finished.push(...lifeOf(canvas, start, { seq: event.seq, crashed: false }));
          living.delete(pid);
        }
      }
      if (event.kind !== "process_exited") return;
      const start = living.get(event.pid);
      if (start !== undefined) finished.push(...lifeOf(canvas, start, event));
      living.delete(event.pid);
    },
    unfinished: () => [...living.values()].flatMap((start) => lifeOf(canvas, start, null)),
  };
}

function lifeOf(canvas: Canvas, start: Started, end: Exited | null): readonly Item[] {
  const place = canvas.places.get(start.pid);
  if (place === undefined) return [];
  const from = canvas.y[start.seq] ?? 0;
  const to = end === null ? canvas.height : (canvas.y[end.seq] ?? from);
  const x = end === null ? (place.ghost?.x ?? place.lane.x) : placeX(place, end.seq);
  const parts: Part[] = [];
  if (place.ghost === null) parts.push(line("process", [x, from], [x, to]));
  else {
    // It makes room just above its successor's first line.
    const shift = Math.max(from, (canvas.y[place.ghost.from] ?? to) - 12);
    parts.push(line("process", [place.lane.x, from], [place.lane.x, shift]));
    parts.push(line("ghost", [place.lane.x, shift], [place.ghost.x, shift + 8]));
    parts.push(line("ghost", [place.ghost.x, shift + 8], [place.ghost.x, to]));
    if (start.role.is === "transport") {
      const outward = place.lane.side === "left" ? "right" : "left";
      parts.push(beside(place.ghost.x, shift + 26, outward, "ghost", "", "quiet", 7));
    }
  }
  if (end !== null) {
    parts.push(end.crashed ? glyph(x, to, MARK_GLYPHS.closed, 0, "bad") : glyph(x, to, "M-5 0H5"));
    if (end.crashed) parts.push(beside(x, to + 8, place.lane.side, "crash", "", "bad", 9));
  }
  const seqs = end === null ? [start.seq] : [start.seq, end.seq];
  return [item(`life-${start.pid}`, "life", hueOf(place.lane), seqs, parts)];
}

/** The stretch in which a channel process runs one of its callbacks. */
export function callbackLayer(canvas: Canvas): Layer {
  const open = new Map<Pid, Extract<TraceEvent, { kind: "callback_entered" }>>();
  const finished: Item[] = [];
  return {
    finished,
    add(event) {
      if (event.kind === "callback_entered") open.set(event.pid, event);
      if (event.kind !== "callback_returned" && event.kind !== "process_exited") return;
      const entered = open.get(event.pid);
      const place = canvas.places.get(event.pid);
      if (entered === undefined || place === undefined) return;
      open.delete(event.pid);
      const x = placeX(place, entered.seq);
      const y1 = canvas.y[entered.seq] ?? 0;
      const y2 = Math.max(y1 + 6, canvas.y[event.seq] ?? y1);
      finished.push(
        item(
          `callback-${entered.seq}`,
          "callback",
          hueOf(place.lane),
          [entered.seq, event.seq],
          [
            { is: "band", x1: x, x2: x, y1, y2, fill: "callback", outset: 4 },
            beside(x, y1 + 12, place.lane.side, "", entered.callback, "quiet", 9),
          ],
        ),
      );
    },
    unfinished: () => [],
  };
}

type Message = Extract<TraceEvent, { kind: "message_sent" }>;

/** Messages among processes. What a channel process still had in its mailbox when it ended was never read. */
export function messageLayer(canvas: Canvas): Layer {
  const unread = new Map<Seq, Message>();
  const finished: Item[] = [];
  return {
    finished,
    add(event) {
      // Whatever comes of a message, its reader has read it.
      const read = event.cause === null ? undefined : unread.get(event.cause);
      if (read !== undefined) {
        unread.delete(read.seq);
        finished.push(...messageOf(canvas, read, false));
      }
      if (event.kind === "message_sent") {
        if (isRead(event)) unread.set(event.seq, event);
        else finished.push(...messageOf(canvas, event, false));
      }
      if (event.kind !== "process_exited") return;
      for (const message of unread.values()) {
        if (message.to !== event.pid) continue;
        unread.delete(message.seq);
        finished.push(...messageOf(canvas, message, true));
      }
    },
    unfinished: () => [...unread.values()].flatMap((message) => messageOf(canvas, message, false)),
  };
}

/** Whether a callback runs as soon as somebody reads it. */
function isRead({ label }: Message): boolean {
  return label.is === "push" || label.is === "broadcast";
}

/** Where a message comes from: a broadcast by way of PubSub. Null: from outside any process. */
function originX({ places, lanes }: Canvas, { label, from, to, seq }: Message): number | null {
  const pubsub = label.is === "broadcast" ? lanes.pubsub(nodeOf(places.get(to)?.lane)) : undefined;
  if (pubsub !== undefined) return pubsub.x;
  const place = from === null ? undefined : places.get(from);
  return place === undefined ? null : placeX(place, seq);
}

function messageOf(canvas: Canvas, message: Message, lost: boolean): readonly Item[] {
  const to = canvas.places.get(message.to);
  if (to === undefined) return [];
  const from = message.from === null ? undefined : canvas.places.get(message.from);
  const y = canvas.y[message.seq] ?? 0;
  const word = `${messageWord(message.label)}${lost ? ", never read" : ""}`;
  const tone = lost ? "bad" : "quiet";
  const toX = placeX(to, message.seq);
  const fromX = originX(canvas, message) ?? toX;
  const parts: Part[] =
    fromX === toX
      ? [glyph(toX, y, "M0-3V3M-3 0L0 3L3 0"), beside(toX, y + 6, to.lane.side, word, "", tone, 9)]
      : [line("message", [fromX, y], [toX, y], true), centred((fromX + toX) / 2, y - 4, word, "", tone)];
  if (lost) parts.push(glyph(toX, y, MARK_GLYPHS.closed, to.lane.side === "left" ? 7 : -7, "bad"));
  return [item(`message-${message.seq}`, "message", hueOf(from?.lane ?? to.lane), [message.seq], parts)];
}

/** The one or two words on a message's arrow. */
export function messageWord(label: MessageLabel): string {
  switch (label.is) {
    case "join":
    case "push":
    case "reply":
    case "broadcast":
    case "down":
    case "drain":
      return label.is;
    case "joined":
      return label.status === "ok" ? "joined" : "refused";
    case "server_push":
      return "push";
    case "socket_close":
      return "close";
    case "info":
      return label.text;
  }
}
