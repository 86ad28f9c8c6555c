import type { ApiCall, PageView, TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";
import type { Canvas, Item } from "./item.ts";
import { beside, centred, glyph, hueOf, item, line } from "./item.ts";
import type { Layer } from "./layer.ts";
import { eachEvent } from "./layer.ts";

/**
 * Between a viewer's page and its client socket, where they have a lifeline each: the page's calls, and what the client
 * made the page show.
 */
export function pageLayer(canvas: Canvas): Layer {
  // What runs the client, and through it the page's hooks.
  const ofTheClient = new Set<Seq>();
  return eachEvent((event) => {
    if (event.kind === "frame_arrived" || event.kind === "timer_fired") ofTheClient.add(event.seq);
    if (!isBetween(event)) return null;
    const page = canvas.lanes.page(event.client);
    const socket = canvas.lanes.viewer(event.client);
    if (page === undefined || socket === undefined || page === socket) return null;
    const y = canvas.y[event.seq] ?? 0;
    const middle = (page.x + socket.x) / 2;
    const make = (parts: Item["parts"]): Item =>
      item(`page-${event.seq}`, "message", hueOf(page), [event.seq], parts);
    if (event.kind === "api_called") {
      const { word, detail } = callWords(event.call);
      return make([
        line("message", [page.x, y], [socket.x, y], true),
        centred(middle, y - 4, word, detail, "quiet"),
      ]);
    }
    const shown = shownWords(event.page);
    if (event.cause === null || !ofTheClient.has(event.cause)) {
      return make([
        glyph(page.x, y, "M-3-3H3V3H-3Z", 0, "solid"),
        beside(page.x, y + 6, page.side, "shows", shown, "quiet", 8),
      ]);
    }
    return make([
      line("message", [socket.x, y], [page.x, y], true),
      centred(middle, y - 4, "shows", shown, "quiet"),
    ]);
  });
}

/** What is drawn there takes so much of the drawing besides a label's room, in pixels. */
export const BETWEEN_ROOM = { above: 4 };

type Between = Extract<TraceEvent, { kind: "api_called" | "page_changed" }>;

/** Whether an event is drawn between a page and its socket. */
export function isBetween(event: TraceEvent): event is Between {
  return event.kind === "page_changed" || (event.kind === "api_called" && event.call.name !== "channel");
}

function callWords(call: ApiCall): { readonly word: string; readonly detail: string } {
  switch (call.name) {
    case "join":
    case "leave":
    case "channel":
      return { word: `${call.name}()`, detail: call.topic };
    case "push":
      return { word: "push()", detail: call.event };
    case "connect":
    case "disconnect":
      return { word: `${call.name}()`, detail: "" };
  }
}

function shownWords({ annotations, notice, lines }: PageView): string {
  const ids = annotations.length === 0 ? (lines.at(-1) ?? "") : annotations.map(({ id }) => id).join(" ");
  const text = `${ids} ${notice ?? ""}`.trim();
  if (text === "") return "nothing yet";
  return text.length > 15 ? `${text.slice(0, 14)}…` : text;
}
