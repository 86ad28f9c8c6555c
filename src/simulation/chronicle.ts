import type { LinkState, PageView, ProcessRole, TraceEvent } from "../trace/event.ts";
import { History } from "../trace/history.ts";
import type { ClientId, NodeName, Pid, Seq } from "../trace/ids.ts";
import { addedBy } from "../trace/viewer.ts";
import type { ProcessView } from "./simulator-api.ts";

type Life = {
  readonly role: ProcessRole;
  readonly node: NodeName | undefined;
  readonly from: Seq;
  until: Seq | null;
};

/** What the pages, the links and the server were at every event of a growing trace. */
export class Chronicle {
  readonly #pages = new Map<ClientId, History<PageView | null>>();
  readonly #links = new Map<ClientId, History<LinkState>>();
  readonly #visible = new Map<ClientId, History<boolean>>();
  readonly #lives = new Map<Pid, Life>();
  readonly #serverUp = new History<boolean>();
  /** The nodes that run now; the one of a server that has no others has no name. */
  readonly #nodesUp = new Set<NodeName | undefined>();
  /** Since when those take part who came in the course of the run. */
  readonly #came = new Map<ClientId, Seq>();

  /** Takes in the next event of the trace. */
  add(event: TraceEvent): void {
    switch (event.kind) {
      case "input_applied": {
        const added = addedBy(event.input);
        if (added !== null && !this.#came.has(added.id)) this.#came.set(added.id, event.seq);
        break;
      }
      case "page_changed":
        historyIn(this.#pages, event.client).push(event.seq, event.page);
        break;
      case "page_closed":
        historyIn(this.#pages, event.client).push(event.seq, null);
        historyIn(this.#visible, event.client).push(event.seq, true);
        break;
      case "visibility_changed":
        historyIn(this.#visible, event.client).push(event.seq, event.visible);
        break;
      case "link_changed":
        historyIn(this.#links, event.client).push(event.seq, event.state);
        break;
      case "process_started":
        this.#lives.set(event.pid, {
          role: event.role,
          node: event.node,
          from: event.seq,
          until: null,
        });
        break;
      case "process_exited":
        this.#end(event.pid, event.seq);
        break;
      case "server_started":
        this.#nodesUp.add(event.node);
        this.#serverUp.push(event.seq, true);
        break;
      case "server_stopping":
        // A kill leaves nothing that could be done to the server.
        if (event.how === "kill") this.#down(event);
        break;
      case "server_stopped":
        this.#down(event);
        // A server that is gone has taken every process with it, told or not.
        for (const [pid, { node }] of this.#lives) if (node === event.node) this.#end(pid, event.seq);
        break;
      default:
        break;
    }
  }

  /** Whether somebody who came in the course of the run was there at that moment. */
  hasCome(client: ClientId, seq: Seq): boolean {
    const came = this.#came.get(client);
    return came !== undefined && came <= seq;
  }

  pageAt(client: ClientId, seq: Seq): PageView | null {
    return this.#pages.get(client)?.at(seq) ?? null;
  }

  hiddenAt(client: ClientId, seq: Seq): boolean {
    return this.#visible.get(client)?.at(seq) === false;
  }

  linkAt(client: ClientId, seq: Seq): LinkState {
    return this.#links.get(client)?.at(seq) ?? "up";
  }

  serverUpAt(seq: Seq): boolean {
    return this.#serverUp.at(seq) ?? false;
  }

  /** The processes that live at that moment, from the oldest to the youngest. */
  processesAt(seq: Seq): ProcessView[] {
    return [...this.#lives]
      .filter(([, { from, until }]) => from <= seq && (until === null || until > seq))
      .map(([pid, { role }]) => ({ pid, role }));
  }

  #down({ node, seq }: { readonly node?: NodeName; readonly seq: Seq }): void {
    this.#nodesUp.delete(node);
    if (this.#nodesUp.size === 0) this.#serverUp.push(seq, false);
  }

  #end(pid: Pid, seq: Seq): void {
    const life = this.#lives.get(pid);
    if (life !== undefined) life.until ??= seq;
  }
}

function historyIn<Value>(histories: Map<ClientId, History<Value>>, client: ClientId): History<Value> {
  const known = histories.get(client);
  if (known !== undefined) return known;
  const history = new History<Value>();
  histories.set(client, history);
  return history;
}
