import type { TraceEvent } from "../../trace/event.ts";
import type { ClientId, ConnectionId, FrameId } from "../../trace/ids.ts";
import type { Cast } from "../cast.ts";
import { duration } from "../diagram/time-scale.ts";
import { carriedId, frameDetail, readFrame } from "../wire/wire-frame.ts";

/** Quiet for longer than this, and the diagram says for how long, in virtual milliseconds. */
const PAUSE_MS = 1000;

const SERVER = "phoenix";

/**
 * A run as the text of a Mermaid sequence diagram: the viewers to both sides of the server, and every frame between
 * them in the order in which it was sent. What never arrived ends in a cross; what was still on its way at the end
 * has an open head.
 */
export function mermaidOf(events: readonly TraceEvent[], cast: Cast, title: string): string {
  const viewers = cast.map(({ client, name }, index) => ({ client, id: `viewer${index + 1}`, name }));
  const everybody = viewers.map(({ id, name }) => ({ id, name }));
  everybody.splice(Math.ceil(viewers.length / 2), 0, { id: SERVER, name: "Phoenix" });
  const lines = [
    "sequenceDiagram",
    `  title ${escaped(title)}`,
    ...everybody.map(({ id, name }) => `  participant ${id} as ${escaped(name)}`),
  ];
  const whole = `${everybody[0]?.id ?? SERVER},${everybody.at(-1)?.id ?? SERVER}`;
  const known: Known = {
    ids: new Map(viewers.map(({ client, id }) => [client, id])),
    arrived: new Set(events.flatMap((event) => (event.kind === "frame_arrived" ? event.frame : []))),
    lost: new Set(events.flatMap((event) => (event.kind === "frame_lost" ? event.frame : []))),
    answered: new Set(
      events.flatMap((event) =>
        event.kind === "upgrade_accepted" || event.kind === "upgrade_refused" ? event.connection : [],
      ),
    ),
  };
  let saidMs = 0;
  for (const event of events) {
    const line = lineOf(event, known);
    if (line === null) continue;
    if (event.timeMs - saidMs > PAUSE_MS) {
      lines.push(`  Note over ${whole}: ${escaped(`${duration(event.timeMs - saidMs)} later`)}`);
    }
    saidMs = event.timeMs;
    lines.push(`  ${line}`);
  }
  return `${lines.join("\n")}\n`;
}

/** What has to be known of a whole run to draw one event of it. */
type Known = {
  readonly ids: ReadonlyMap<ClientId, string>;
  readonly arrived: ReadonlySet<FrameId>;
  readonly lost: ReadonlySet<FrameId>;
  /** Attempts to connect that came as far as the server. */
  readonly answered: ReadonlySet<ConnectionId>;
};

function lineOf(event: TraceEvent, { ids, arrived, lost, answered }: Known): string | null {
  const viewer = "client" in event ? (ids.get(event.client) ?? SERVER) : SERVER;
  const note = (text: string): string => `Note over ${viewer}: ${escaped(text)}`;
  switch (event.kind) {
    case "frame_sent": {
      const frame = readFrame(event.data, event.direction);
      const words = [frame.kind, frameDetail(frame), carriedId(frame) ?? ""].filter((word) => word !== "");
      const arrow = arrived.has(event.frame) ? "->>" : lost.has(event.frame) ? "-x" : "-)";
      const [from, to] = event.direction === "up" ? [viewer, SERVER] : [SERVER, viewer];
      return `${from}${arrow}${to}: ${escaped(words.join(" "))}`;
    }
    case "connection_opening":
      return `${viewer}${answered.has(event.connection) ? "-->>" : "--x"}${SERVER}: connect`;
    case "connection_opened":
      return `${SERVER}-->>${viewer}: open`;
    case "upgrade_refused":
      return `${SERVER}-->>${viewer}: refused, ${event.status}`;
    case "connection_closed":
      return note(`connection closed, ${event.code}`);
    case "link_changed":
      return note(LINKS[event.state]);
    case "page_threw":
      return note(event.error);
    case "page_closed":
      return note("page closed");
    case "server_started":
      return note("server starts");
    case "server_stopped":
      return note(event.how === "kill" ? "server killed" : "server stopped");
    case "process_exited":
      return event.crashed ? note("a process crashed") : null;
    default:
      return null;
  }
}

const LINKS = {
  up: "network is back",
  cut: "network is gone",
  silent: "network swallows everything",
} as const;

/** Mermaid reads `;` as the end of a line, `#` as the start of an entity, and may read tags. */
function escaped(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.replace(/[#;<>&%{}\\`"\p{Cc}\p{Surrogate}]/gu, (letter) => `#${letter.codePointAt(0) ?? 63};`);
}
