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
    const way = new Link(this.#network.kernel, id, link);
    this.#viewers.set(id, { link: way, user, token, program: page, page: this.#newPage(way) });
  }

  /** The same user on the same machine, in another window. The server gives its page a token of that moment. */
  addBeside(id: ClientId, other: ClientId): void {
    const { link, user, token, program } = this.get(other);
    const fresh: PageToken = token.is === "signed" ? { is: "signed", ageSeconds: 0 } : token;
    const way = link.beside(id);
    this.#viewers.set(id, { link: way, user, token: fresh, program, page: this.#newPage(way) });
  }

  closePage(client: ClientId): void {
    const viewer = this.get(client);
    const { page } = viewer;
    page.life.close();
    viewer.page = this.#newPage(viewer.link, page);
  }

  get pages(): readonly Page[] {
    return [...this.#viewers.values()].map(({ page }) => page);
  }

  /** The pages of everybody who sits at the same machine. */
  pagesOnMachine(client: ClientId): readonly Page[] {
    const { line } = this.get(client).link;
    return [...this.#viewers.values()].filter(({ link }) => link.line === line).map(({ page }) => page);
  }

  #newPage(link: Link, after?: Page): Page {
    const [network, wallClockMsAtStart] = [this.#network, this.#wallClockMsAtStart];
    return new Page({ network, link, wallClockMsAtStart, ...(after && { after }) });
  }
}
