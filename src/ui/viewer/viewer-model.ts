import type { ClientView } from "../../simulation/simulator-api.ts";
import type { Annotation, LinkState, TraceEvent } from "../../trace/event.ts";
import type { Seq } from "../../trace/ids.ts";
import type { Cast, Participant } from "../cast.ts";

/** One viewer's page at one moment. */
export type ViewerModel = {
  readonly participant: Participant;
  readonly opened: boolean;
  readonly link: LinkState;
  readonly linkWord: string;
  readonly rows: readonly ViewerRow[];
  /** Ids of stored annotations that another page shows and this one lacks, ascending. */
  readonly missing: readonly number[];
  /** `last_seen_id` as the page would send it; null when it would send none. */
  readonly lastSeenId: number | null;
  readonly notice: string | null;
  /** What the page has written down besides annotations. */
  readonly lines: readonly string[];
  /** The states of the socket and of each channel, as the client names them. */
  readonly states: readonly string[];
};

/** `twice` marks an id that the page shows more than once. */
export type ViewerRow = {
  readonly key: string;
  readonly id: number;
  readonly author: string;
  readonly body: string;
  readonly at: string;
  readonly twice: boolean;
};

const LINK_WORDS: { readonly [state in LinkState]: string } = {
  up: "connected to the network",
  cut: "cable pulled",
  silent: "link silent",
};

/**
 * The viewers' pages. A page lacks what was stored up to this moment and others already show: what is still
 * on its way to everyone is not missing yet.
 */
export function viewerModels(
  cast: Cast,
  clients: readonly ClientView[],
  events: readonly TraceEvent[],
  seq: Seq,
): readonly ViewerModel[] {
  return cast.flatMap((participant) => {
    const view = clients.find(({ client }) => client === participant.client);
    // Somebody who comes only later.
    if (view === undefined) return [];
    const annotations = view.page?.annotations ?? [];
    const elsewhere = shownElsewhere(clients, participant);
    const link = view.link;
    return {
      participant,
      opened: view.page !== null || view.state.channels.length > 0,
      link,
      linkWord: LINK_WORDS[link],
      rows: rowsOf(annotations, cast),
      missing: missingIds(
        annotations,
        storedIds(events, seq, view).filter((id) => elsewhere.has(id)),
      ),
      lastSeenId: view.page?.lastSeenId ?? null,
      notice: view.page?.notice ?? null,
      lines: view.page?.lines ?? [],
      states: statesOf(view),
    };
  });
}

function statesOf({ state }: ClientView): readonly string[] {
  const { socket, channels } = state;
  return [`socket ${socket.connection}`, ...channels.map(({ topic, state }) => `${topic} ${state}`)];
}

function rowsOf(annotations: readonly Annotation[], cast: Cast): readonly ViewerRow[] {
  const shown = new Map<number, number>();
  for (const { id } of annotations) shown.set(id, (shown.get(id) ?? 0) + 1);
  return annotations.map((annotation, index) => ({
    key: `${annotation.id}-${index}`,
    id: annotation.id,
    author: cast.find(({ client }) => client === annotation.user)?.name ?? annotation.user,
    body: annotation.body,
    at: clock(annotation.at),
    twice: (shown.get(annotation.id) ?? 0) > 1,
  }));
}

/** The rows of the topics that this viewer follows; a page that follows nothing lacks nothing. */
function storedIds(events: readonly TraceEvent[], seq: Seq, { state }: ClientView): readonly number[] {
  const topics = state.channels.map(({ topic }) => topic);
  const ids: number[] = [];
  for (const event of events) {
    if (event.seq > seq) break;
    if (event.kind !== "row_stored") continue;
    const { key, id } = event;
    if (topics.some((topic) => topic === key || topic.endsWith(`:${key}`))) ids.push(id);
  }
  return ids;
}

function shownElsewhere(clients: readonly ClientView[], { client }: Participant): ReadonlySet<number> {
  const others = clients.filter((view) => view.client !== client);
  return new Set(others.flatMap((view) => (view.page?.annotations ?? []).map(({ id }) => id)));
}

/** The stored ids that are not on the page, ascending and each once. */
export function missingIds(
  annotations: readonly { readonly id: number }[],
  stored: readonly number[],
): readonly number[] {
  const here = new Set(annotations.map(({ id }) => id));
  return [...new Set(stored)].filter((id) => !here.has(id)).sort((a, b) => a - b);
}

/** A moment of the video, `m:ss`. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
