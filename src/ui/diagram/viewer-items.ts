import type { LinkState, TraceEvent } from "../../trace/event.ts";
import type { ClientId, ConnectionId } from "../../trace/ids.ts";
import type { Input } from "../../trace/input.ts";
import type { LinkProfile } from "../../trace/link-profile.ts";
import { longDuration } from "../../trace/narration/words.ts";
import { MARK_GLYPHS } from "../wire/frame-glyph.ts";
import type { Canvas, ConnectionStroke, Item, Part } from "./item.ts";
import { beside, centred, glyph, hueOf, item, line } from "./item.ts";

/** The life of every connection, on the lifeline of the viewer whose client opened it. */
export function connectionItems(canvas: Canvas): readonly Item[] {
  type Life = { client: ClientId; since: TraceEvent; phase: ConnectionStroke };
  const lives = new Map<ConnectionId, Life>();
  const items: Item[] = [];
  const draw = (connection: ConnectionId, life: Life, end: TraceEvent | null): void => {
    const lane = canvas.lanes.viewer(life.client);
    if (lane === undefined) return;
    const from = canvas.y[life.since.seq] ?? 0;
    const to = end === null ? canvas.height : (canvas.y[end.seq] ?? from);
    items.push(
      item(
        `connection-${connection}-${life.phase}`,
        "connection",
        hueOf(lane),
        [life.since.seq],
        [line(life.phase, [lane.x, from], [lane.x, to])],
      ),
    );
  };
  for (const event of canvas.events) {
    switch (event.kind) {
      case "connection_opening":
        lives.set(event.connection, { client: event.client, since: event, phase: "opening" });
        break;
      case "connection_opened":
      case "connection_closing": {
        const life = lives.get(event.connection);
        if (life !== undefined) draw(event.connection, life, event);
        const phase = event.kind === "connection_opened" ? "open" : "closing";
        lives.set(event.connection, { client: event.client, since: event, phase });
        break;
      }
      case "connection_closed": {
        const life = lives.get(event.connection);
        if (life !== undefined) draw(event.connection, life, event);
        lives.delete(event.connection);
        break;
      }
      default:
    }
  }
  for (const [connection, life] of lives) draw(connection, life, null);
  return items;
}

/** Stretches in which a viewer's link carried nothing; cut and silent differ by pattern and by word. */
export function troubleItems(canvas: Canvas): readonly Item[] {
  type Trouble = { state: Exclude<LinkState, "up">; since: Extract<TraceEvent, { kind: "link_changed" }> };
  const troubles = new Map<ClientId, Trouble>();
  const items: Item[] = [];
  const draw = (client: ClientId, { state, since }: Trouble, end: TraceEvent | null): void => {
    const span = canvas.linkOf(client);
    const y1 = canvas.y[since.seq] ?? 0;
    const y2 = end === null ? canvas.height : Math.max(y1 + 4, canvas.y[end.seq] ?? y1);
    items.push(
      item(`trouble-${since.seq}`, "trouble", null, end === null ? [since.seq] : [since.seq, end.seq], [
        {
          is: "band",
          x1: span.from,
          x2: span.to,
          y1: y1 - 14,
          y2: Math.max(y1, y2 - 14),
          fill: state,
          outset: 0,
        },
        centred((span.from + span.to) / 2, y1 - 3, state === "cut" ? "cable out" : "silent", "", "bad"),
      ]),
    );
  };
  for (const event of canvas.events) {
    if (event.kind !== "link_changed") continue;
    const trouble = troubles.get(event.client);
    if (trouble !== undefined) draw(event.client, trouble, event);
    if (event.state === "up") troubles.delete(event.client);
    else troubles.set(event.client, { state: event.state, since: event });
  }
  for (const [client, trouble] of troubles) draw(client, trouble, null);
  return items;
}

/** Marks on the viewers' lifelines: what was done to them, what their timers did, what their page threw. */
export function viewerMarks(canvas: Canvas): readonly Item[] {
  const items: Item[] = [];
  for (const event of canvas.events) {
    const mark = viewerMark(event);
    if (mark === null) continue;
    const lane = canvas.lanes.viewer(mark.client);
    if (lane === undefined) continue;
    const y = canvas.y[event.seq] ?? 0;
    const inward = lane.side === "left" ? 10 : -10;
    const onLine = mark.glyph === "closed";
    const parts: Part[] = [
      glyph(
        lane.x,
        onLine ? y : y - 8,
        MARK_GLYPHS[mark.glyph],
        onLine ? 0 : inward,
        mark.tone === "bad" ? "bad" : mark.glyph === "input" ? "solid" : "plain",
      ),
      beside(lane.x, y, lane.side, mark.word, mark.detail, mark.tone, onLine ? 10 : 19),
    ];
    items.push(item(`mark-${event.seq}`, "mark", hueOf(lane), [event.seq], parts));
  }
  return items;
}

type ViewerMark = {
  readonly client: ClientId;
  readonly glyph: "input" | "timer" | "thrown" | "closed";
  readonly word: string;
  readonly detail: string;
  readonly tone: "plain" | "strong" | "bad" | "quiet";
};

/** The mark of a trace event on a viewer's lifeline; null when it has none. */
export function viewerMark(event: TraceEvent): ViewerMark | null {
  switch (event.kind) {
    case "input_applied": {
      const { input } = event;
      if (!("client" in input)) return null;
      return { client: input.client, glyph: "input", ...inputWords(input), tone: "strong" };
    }
    case "page_threw":
      return {
        client: event.client,
        glyph: "thrown",
        word: event.error,
        detail: `in ${event.where.in}`,
        tone: "bad",
      };
    case "connection_closed":
      return {
        client: event.client,
        glyph: "closed",
        word: "closed",
        detail: String(event.code),
        tone: "bad",
      };
    case "timer_fired": {
      const { purpose, client } = event;
      switch (purpose.is) {
        case "reconnect":
        case "rejoin":
          return { client, glyph: "timer", word: purpose.is, detail: `try ${purpose.tries}`, tone: "quiet" };
        case "heartbeat_timeout":
          return { client, glyph: "timer", word: "heartbeat missed", detail: "", tone: "bad" };
        case "push_timeout":
          return { client, glyph: "timer", word: "timeout", detail: purpose.topic, tone: "bad" };
        default:
          return null;
      }
    }
    default:
      return null;
  }
}

/** What a reader or the script did, in two or three words. */
export function inputWords(input: Input): { readonly word: string; readonly detail: string } {
  switch (input.kind) {
    case "open_page":
      return { word: "opens the page", detail: "" };
    case "disconnect":
      return { word: "disconnects", detail: "" };
    case "connect":
      return { word: "connects", detail: "" };
    case "annotate":
      return { word: "writes", detail: `“${shorten(input.body)}”` };
    case "push":
      return { word: "pushes", detail: input.event };
    case "join":
      return { word: "joins", detail: input.topic };
    case "press":
      return { word: "presses", detail: shorten(input.button) };
    case "leave":
      return { word: "leaves", detail: input.topic };
    case "pull_cable":
      return { word: "cable pulled", detail: "" };
    case "plug_cable":
      return { word: "cable back", detail: "" };
    case "silence_link":
      return { word: "link silenced", detail: "" };
    case "restore_link":
      return { word: "link restored", detail: "" };
    case "change_link":
      return { word: "link changed", detail: pace(input.link) };
    case "reset_link":
      return { word: "reset", detail: "" };
    case "restart_server":
      return {
        word: input.how === "kill" ? "server killed" : "server restarts",
        detail: input.secret === undefined ? "" : "new secret",
      };
    case "stop_server":
      return { word: input.how === "kill" ? "server killed" : "server stops", detail: "" };
    case "start_server":
      return { word: "server starts", detail: "" };
    case "advance_clock":
      return { word: "clock ahead", detail: longDuration(input.byMs) };
    case "crash_channel":
      return { word: "bug", detail: input.topic };
    case "broadcast":
      return { word: "broadcast", detail: input.event };
    case "hide_page":
      return { word: "tab hidden", detail: "" };
    case "show_page":
      return { word: "tab shown", detail: "" };
    case "leave_page":
      return { word: "leaves the page", detail: "" };
    case "return_to_page":
      return { word: "returns to it", detail: "" };
    case "close_laptop":
      return { word: "laptop closed", detail: "" };
    case "open_laptop":
      return { word: "laptop opened", detail: "" };
    case "close_connection":
      return { word: "closed by proxy", detail: String(input.code) };
  }
}

/** `300+200 ms`, `40 ms, 2 kB/s`. */
function pace({ latencyMs, jitterMs, bytesPerSecond }: LinkProfile): string {
  const time = `${latencyMs}${jitterMs === 0 ? "" : `+${jitterMs}`} ms`;
  return bytesPerSecond === null ? time : `${time}, ${Math.round(bytesPerSecond / 100) / 10} kB/s`;
}

function shorten(text: string): string {
  return text.length > 16 ? `${text.slice(0, 15)}…` : text;
}
