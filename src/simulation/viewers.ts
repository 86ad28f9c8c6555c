import { Page } from "../client/page.ts";
import type { ScenarioClient } from "../schemas/scenario.ts";
import type { PageProgramName } from "../schemas/scenario-cast.ts";
import type { ClientId } from "../trace/ids.ts";
import type { PageToken } from "../trace/page-token.ts";
import { Link } from "../transport/link.ts";
import type { Network } from "../transport/network.ts";

/** Somebody who takes part, with the page as it is now: a tab that was closed leaves an empty one in its place. */
type Viewer = {
  readonly link: Link;
  readonly user: string;
  readonly token: PageToken;
  /** Their own page program; null: the variant's. */
  readonly program: PageProgramName | null;
  page: Page;
};

/** Everybody who takes part in a run. */
export class Viewers {
  readonly #network: Network;
  readonly #wallClockMsAtStart: number;
  readonly #viewers = new Map<ClientId, Viewer>();

  constructor(network: Network, wallClockMsAtStart: number) {
    this.#network = network;
    this.#wallClockMsAtStart = wallClockMsAtStart;
  }

  has(client: ClientId): boolean {
    return this.#viewers.has(client);
  }

  /** Throws a RangeError for somebody who does not take part. */
  get(client: ClientId): Viewer {
    const viewer = this.#viewers.get(client);
    if (viewer === undefined) throw new RangeError(`no client "${client}" in this scenario`);
    return viewer;
  }

  /** A viewer on a machine of their own, whose page is not open yet. */
  add({ id, user, token, page, link }: Omit<ScenarioClient, "name">): void {
    this.seat({ link: new Link(this.#network.kernel, id, link), user, token, program: page });
  }

  /** ... at this link. */
  seat(viewer: Omit<Viewer, "page">): void {
    const { link } = viewer;
    this.#viewers.set(link.client, { ...viewer, page: this.newPage(link) });
  }

  get all(): readonly Viewer[] {
    return [...this.#viewers.values()];
  }

  /** An empty page; `after` is the one that the viewer had here before. */
  newPage(link: Link, after?: Page): Page {
    const [network, wallClockMsAtStart] = [this.#network, this.#wallClockMsAtStart];
    return new Page({ network, link, wallClockMsAtStart, ...(after && { after }) });
  }
}
