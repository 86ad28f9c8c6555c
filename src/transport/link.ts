import type { Kernel } from "../kernel/kernel.ts";
import type { LinkState } from "../trace/event.ts";
import type { ClientId } from "../trace/ids.ts";
import type { LinkProfile } from "../trace/link-profile.ts";
import type { Connection } from "./connection.ts";
import { Line } from "./line.ts";

/**
 * The way between one viewer's page and the server, with every connection that runs over it. Pages on one machine
 * share its line: what befalls the line befalls all of them.
 */
export class Link {
  readonly client: ClientId;
  readonly line: Line;
  readonly kernel: Kernel;
  #way: LinkState = "up";
  #asleep = false;
  #stopped = false;
  readonly #waiting: (() => void)[] = [];
  readonly #connections = new Set<Connection>();

  constructor(kernel: Kernel, client: ClientId, profile: LinkProfile, line = new Line(kernel, profile)) {
    this.kernel = kernel;
    this.client = client;
    this.line = line;
    line.links.add(this);
  }

  /** The way of another page on the same machine. */
  beside(client: ClientId): Link {
    const { kernel, line } = this;
    const link = new Link(kernel, client, line.profile, line);
    link.#change(() => {
      link.#way = this.#way;
    });
    return link;
  }

  /** How the way is now; to a machine that sleeps nothing gets through. */
  get state(): LinkState {
    return this.#asleep && this.#way === "up" ? "silent" : this.#way;
  }

  get asleep(): boolean {
    return this.#asleep;
  }

  /** Whether the viewer's end is stopped, so that what it is told waits. */
  get stopped(): boolean {
    return this.#stopped;
  }

  carry(connection: Connection): void {
    this.#connections.add(connection);
  }

  forget(connection: Connection): void {
    this.#connections.delete(connection);
  }

  /** The way gets slower or faster, for what is sent from now on. */
  become(profile: LinkProfile): void {
    if (!this.line.become(profile)) return;
    this.#forEach(({ client }) => this.kernel.begin({ kind: "link_profile_changed", client, profile }));
  }

  /**
   * The viewer's own network goes away. The browser's connections end at once with 1006 (Chrome:
   * ERR_INTERNET_DISCONNECTED); no packet can tell the server, so its ends stay.
   */
  cut(): void {
    if (this.#way === "cut") return;
    this.#forEach((link) => {
      link.#change(() => {
        link.#way = "cut";
      });
      for (const connection of [...link.#connections]) connection.goOffline();
    });
  }

  /** Something on the way swallows every packet; neither end is told. */
  silence(): void {
    if (this.#way !== "up") return;
    this.#become("silent");
  }

  /** The way is free again: TCP sends again what was never acknowledged. */
  restore(): void {
    this.#become("up");
  }

  /** Something on the way (a proxy, a NAT box) resets every connection: both ends get a TCP RST. */
  reset(): void {
    for (const connection of [...this.#connections]) connection.reset();
  }

  /** A proxy closes every connection with a close frame of its own; the server only sees TCP end. */
  closeByProxy(code: number): void {
    for (const connection of [...this.#connections]) connection.closeByProxy(code);
  }

  /** The viewer's machine sleeps: what its end is told waits, and packets to it vanish. */
  sleep(): void {
    this.stop();
    this.#change(() => {
      this.#asleep = true;
    });
  }

  wake(): void {
    this.#change(() => {
      this.#asleep = false;
    });
    this.go();
  }

  /** The viewer's page stops where it is: what its connections tell it waits. */
  stop(): void {
    this.#stopped = true;
  }

  go(): void {
    this.#stopped = false;
    for (const action of this.#waiting.splice(0)) action();
  }

  /** Does something at the viewer's end, once that end runs. */
  atViewer(action: () => void): void {
    if (!this.#stopped) {
      action();
      return;
    }
    const { kernel } = this;
    const { cause } = kernel;
    this.#waiting.push(() => {
      const before = kernel.cause;
      kernel.cause = cause;
      action();
      kernel.cause = before;
    });
  }

  #become(way: LinkState): void {
    this.#forEach((link) =>
      link.#change(() => {
        link.#way = way;
      }),
    );
  }

  // What one cable does to several pages it does for one reason.
  #forEach(act: (link: Link) => void): void {
    const { cause } = this.kernel;
    for (const link of this.line.links) {
      this.kernel.cause = cause;
      act(link);
    }
  }

  #change(change: () => void): void {
    const before = this.state;
    change();
    const { state } = this;
    if (state === before) return;
    this.kernel.begin({ kind: "link_changed", client: this.client, state });
    if (state === "up") for (const connection of [...this.#connections]) connection.resumeDelivery();
  }
}
