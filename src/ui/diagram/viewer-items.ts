import type { LinkState, TraceEvent } from "../../trace/event.ts";
import type { ClientId, ConnectionId, NodeName } from "../../trace/ids.ts";
import type { Input } from "../../trace/input.ts";
import type { LinkProfile } from "../../trace/link-profile.ts";
import { longDuration } from "../../trace/narration/words.ts";
import { MARK_GLYPHS } from "../wire/frame-glyph.ts";
import type { Canvas, ConnectionStroke, Item, Part } from "./item.ts";
import { beside, centred, glyph, hueOf, item, line } from "./item.ts";
import type { Layer } from "./layer.ts";
import { eachEvent } from "./layer.ts";

/** The life of every connection, on the lifeline of the viewer whose client opened it. */
export function connectionLayer(canvas: Canvas): Layer {
  type Life = { client: ClientId; since: TraceEvent; phase: ConnectionStroke };
  const lives = new Map<ConnectionId, Life>();
  const finished: Item[] = [];
  const draw = (connection: ConnectionId, life: Life, end: TraceEvent | null): readonly Item[] => {
    const lane = canvas.lanes.viewer(life.client);
    if (lane === undefined) return [];
    const from = canvas.y[life.since.seq] ?? 0;
    const to = end === null ? canvas.height : (canvas.y[end.seq] ?? from);
    const key = `connection-${connection}-${life.phase}`;
    const parts = [line(life.phase, [lane.x, from], [lane.x, to])];
    return [item(key, "connection", hueOf(lane), [life.since.seq], parts)];
  };
  const end = (connection: ConnectionId, event: TraceEvent): void => {
    const life = lives.get(connection);
    if (life !== undefined) finished.push(...draw(connection, life, event));
    lives.delete(connection);
  };
  return {
    finished,
    add(event) {
      switch (event.kind) {
        case "connection_opening":
          lives.set(event.connection, { client: event.client, since: event, phase: "opening" });
          break;
        case "connection_opened":
        case "connection_closing": {
          end(event.connection, event);
          const phase = event.kind === "connection_opened" ? "open" : "closing";
          lives.set(event.connection, { client: event.client, since: event, phase });
          break;
        }
        case "connection_closed":
          end(event.connection, event);
          break;
        case "page_closed":
          for (const [connection, { client }] of lives) if (client === event.client) end(connection, event);
          break;
        default:
      }
    },
    unfinished: () => [...lives].flatMap(([connection, life]) => draw(connection, life, null)),
  };
}

/** Stretches in which a viewer's link carried nothing; cut and silent differ by pattern and by word. */
export function troubleLayer(canvas: Canvas): Layer {
  type Trouble = { state: Exclude<LinkState, "up">; since: Extract<TraceEvent, { kind: "link_changed" }> };
  const troubles = new Map<ClientId, Trouble>();
  const finished: Item[] = [];
  const draw = (client: ClientId, { state, since }: Trouble, end: TraceEvent | null): Item => {
    const span = canvas.linkOf(client);
    const y1 = canvas.y[since.seq] ?? 0;
    const y2 = end === null ? canvas.height : Math.max(y1 + 4, canvas.y[end.seq] ?? y1);
    return item(`trouble-${since.seq}`, "trouble", null, end === null ? [since.seq] : [since.seq, end.seq], [
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
    ]);
  };
  return {
    finished,
    add(event) {
      if (event.kind !== "link_changed") return;
      const trouble = troubles.get(event.client);
      if (trouble !== undefined) finished.push(draw(event.client, trouble, event));
      if (event.state === "up") troubles.delete(event.client);
      else troubles.set(event.client, { state: event.state, since: event });
    },
    unfinished: () => [...troubles].map(([client, trouble]) => draw(client, trouble, null)),
  };
}

/** Marks on the viewers' lifelines: what was done to them, what their timers did, what their page threw. */
export function viewerMarkLayer(canvas: Canvas): Layer {
  return eachEvent((event) => {
    const marked = viewerMark(event);
    const { page, viewer } = canvas.lanes;
    // Timers and connections are the client's; what somebody does and what the page's code throws is the page's.
    const isPage = event.kind === "input_applied" || event.kind === "page_threw";
    const lane = marked === null ? undefined : (isPage ? page : viewer)(marked.client);
    if (marked === null || lane === undefined) return null;
    const y = canvas.y[event.seq] ?? 0;
    const inward = lane.side === "left" ? 10 : -10;
    const onLine = marked.glyph === "closed";
    const parts: Part[] = [
      glyph(
        lane.x,
        onLine ? y : y - 8,
        MARK_GLYPHS[marked.glyph],
        onLine ? 0 : inward,
        marked.tone === "bad" ? "bad" : marked.glyph === "input" ? "solid" : "plain",
      ),
      beside(lane.x, y, lane.side, marked.word, marked.detail, marked.tone, onLine ? 10 : 19),
    ];
    return item(`mark-${event.seq}`, "mark", hueOf(lane), [event.seq], parts);
  });
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
      const { word, detail } = inputWords(input);
      return mark(input, "input", word, detail, "strong");
    }
    case "page_threw":
      return mark(event, "thrown", event.error, `in ${event.where.in.replace("_", " ")}`, "bad");
    case "connection_closed":
      return mark(event, "closed", "closed", String(event.code), "bad");
    case "timer_fired": {
      const { purpose } = event;
      switch (purpose.is) {
        case "reconnect":
        case "rejoin":
          return mark(event, "timer", purpose.is, `try ${purpose.tries}`, "quiet");
        case "heartbeat_timeout":
          return mark(event, "timer", "heartbeat missed", "", "bad");
        case "push_timeout":
          return mark(event, "timer", "timeout", purpose.topic, "bad");
        default:
          return null;
      }
    }
    default:
      return null;
  }
}

function mark(
  { client }: { readonly client: ClientId },
  glyphName: ViewerMark["glyph"],
  word: string,
  detail: string,
  tone: ViewerMark["tone"],
): ViewerMark {
  return { client, glyph: glyphName, word, detail, tone };
}

/** Inputs whose words tell what they are about. */
type AboutSomething =
  | "annotate"
  | "push"
  | "join"
  | "press"
  | "leave"
  | "change_link"
  | "restart_server"
  | "stop_server"
  | "start_server"
  | "advance_clock"
  | "crash_channel"
  | "broadcast"
  | "close_connection";

/** The words of the others. */
const INPUT_WORDS: { readonly [kind in Exclude<Input["kind"], AboutSomething>]: string } = {
  open_page: "opens the page",
  add_viewer: "comes",
  add_tab: "opens another tab",
  close_page: "closes the tab",
  disconnect: "disconnects",
  connect: "connects",
  pull_cable: "cable pulled",
  plug_cable: "cable back",
  silence_link: "link silenced",
  restore_link: "link restored",
  reset_link: "reset",
  netsplit: "netsplit",
  heal: "nodes reconnect",
  hide_page: "tab hidden",
  show_page: "tab shown",
  leave_page: "leaves the page",
  return_to_page: "returns to it",
  close_laptop: "laptop closed",
  open_laptop: "laptop opened",
};

/** What a reader or the script did, in two or three words. */
export function inputWords(input: Input): Words {
  switch (input.kind) {
    case "annotate":
      return words("writes", `“${shorten(input.body)}”`);
    case "push":
      return words("pushes", input.event);
    case "join":
      return words("joins", input.topic);
    case "press":
      return words("presses", shorten(input.button));
    case "leave":
      return words("leaves", input.topic);
    case "change_link":
      return words("link changed", pace(input.link));
    case "restart_server":
      return words(
        `${serverWord(input)} ${input.how === "kill" ? "killed" : "restarts"}`,
        input.secret === undefined ? "" : "new secret",
      );
    case "stop_server":
      return words(`${serverWord(input)} ${input.how === "kill" ? "killed" : "stops"}`);
    case "start_server":
      return words(`${serverWord(input)} starts`);
    case "advance_clock":
      return words("clock ahead", longDuration(input.byMs));
    case "crash_channel":
      return words("bug", input.topic);
    case "broadcast":
      return words("broadcast", input.event);
    case "close_connection":
      return words("closed by proxy", String(input.code));
    default:
      return words(INPUT_WORDS[input.kind]);
  }
}

type Words = { readonly word: string; readonly detail: string };

function words(word: string, detail = ""): Words {
  return { word, detail };
}

function serverWord({ node }: { readonly node?: NodeName }): string {
  return node === undefined ? "server" : `node ${node}`;
}

/** `300+200 ms`, `40 ms, 2 kB/s`. */
function pace({ latencyMs, jitterMs, bytesPerSecond }: LinkProfile): string {
  const time = `${latencyMs}${jitterMs === 0 ? "" : `+${jitterMs}`} ms`;
  return bytesPerSecond === null ? time : `${time}, ${Math.round(bytesPerSecond / 100) / 10} kB/s`;
}

function shorten(text: string): string {
  return text.length > 16 ? `${text.slice(0, 15)}…` : text;
}
