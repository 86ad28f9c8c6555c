import type { TraceEvent } from "../../trace/event.ts";
import { MARK_GLYPHS } from "../wire/frame-glyph.ts";
import type { Canvas, Item, Part } from "./item.ts";
import { beside, centred, glyph, hueOf, item, line } from "./item.ts";
import { placeX } from "./lanes.ts";
import type { Layer } from "./layer.ts";
import { eachEvent } from "./layer.ts";

/** How far below the call the fan-out is drawn: both are one moment. */
const FAN_PX = 9;
/** What a broadcast takes of the drawing besides a label's room, in pixels. */
export const BROADCAST_ROOM = { above: 5, below: FAN_PX };

/**
 * A broadcast: from whoever broadcasts to PubSub, and from there straight to every transport, over the channel
 * processes in between, with a hop over each lifeline that it passes. Who intercepts gets a message instead.
 */
export function broadcastLayer(canvas: Canvas): Layer {
  return eachEvent((event) => {
    if (event.kind === "broadcast_forwarded") return forwarded(canvas, event);
    if (event.kind !== "broadcast_dispatched") return null;
    const pubsub = canvas.lanes.pubsub(event.node);
    if (pubsub === undefined) return null;
    const from = event.from === null ? undefined : canvas.places.get(event.from);
    const y = canvas.y[event.seq] ?? 0;
    const fanY = y + FAN_PX;
    const parts: Part[] = [];
    if (from !== undefined) {
      const x = placeX(from, event.seq);
      parts.push(line("fastlane", [x, y], [pubsub.x, y], true));
      parts.push(centred((x + pubsub.x) / 2, y - 4, "broadcast", "", "quiet"));
    }
    const hops = new Set<number>();
    for (const pid of event.fastlane) {
      const to = canvas.places.get(pid);
      if (to === undefined) continue;
      const toX = placeX(to, event.seq);
      parts.push(line("fastlane", [pubsub.x, fanY], [toX, fanY], true));
      for (const lane of canvas.lanes.all) {
        const [left, right] = [Math.min(pubsub.x, toX), Math.max(pubsub.x, toX)];
        if (left + 0.001 < lane.x && lane.x < right - 0.001) hops.add(lane.x);
      }
    }
    for (const hop of hops) parts.push(glyph(hop, fanY, "M-6 0A6 6 0 0 1 6 0"));
    parts.push(glyph(pubsub.x, fanY, MARK_GLYPHS.dispatch, 0, "solid"));
    const word = subscribersWord(event.subscribers);
    // On the side to which nobody has broadcast; of what comes from another node, over the arrows to its own.
    if (event.by === undefined) {
      const side = from !== undefined && placeX(from, event.seq) > pubsub.x ? "right" : "left";
      parts.push(beside(pubsub.x, y + 6, side, word, "", "plain", 8));
    } else
      parts.push(beside(pubsub.x, y - 2, pubsub.side === "left" ? "right" : "left", word, "", "plain", 8));
    return item(`broadcast-${event.seq}`, "message", hueOf(from?.lane), [event.seq], parts);
  });
}

/** A broadcast on its way to the PubSub of another node. */
function forwarded(canvas: Canvas, event: Extract<TraceEvent, { kind: "broadcast_forwarded" }>): Item | null {
  const [here, there] = [canvas.lanes.pubsub(event.node), canvas.lanes.pubsub(event.to)];
  if (here === undefined || there === undefined) return null;
  const from = event.from === null ? undefined : canvas.places.get(event.from);
  const x = from === undefined ? here.x : placeX(from, event.seq);
  const y = canvas.y[event.seq] ?? 0;
  return item(
    `forwarded-${event.seq}`,
    "message",
    hueOf(from?.lane),
    [event.seq],
    [
      line("fastlane", [x, y], [there.x, y], true),
      centred((here.x + there.x) / 2, y - 4, `to node ${event.to}`, "", "quiet"),
    ],
  );
}

function subscribersWord(count: number): string {
  return `to ${count} subscriber${count === 1 ? "" : "s"}`;
}
