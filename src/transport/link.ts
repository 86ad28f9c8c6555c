import type { Kernel } from "../kernel/kernel.ts";
import type { LinkState } from "../trace/event.ts";
import type { ClientId } from "../trace/ids.ts";
import type { LinkProfile } from "../trace/link-profile.ts";
import type { Connection } from "./connection.ts";
import { Line } from "./line.ts";

/** The way between one viewer and the server, with every connection that runs over it. */
export class Link {
  readonly client: ClientId;
  readonly line: Line;
  readonly kernel: Kernel;
  #way: LinkState = "up";
  #asleep = false;
  #stopped = false;
  readonly #waiting: (() => void)[] = [];
  readonly #connections = new Set<Connection>();

  constructor(kernel: Kernel, client: ClientId, profile: LinkProfile) {
    this.kernel = kernel;
    this.client = client;
    this.line = new Line(kernel, profile);
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
    const { latencyMs, jitterMs, bytesPerSecond } = this.line.profile;
    const isSame =
      profile.latencyMs === latencyMs &&
      profile.jitterMs === jitterMs &&
      profile.bytesPerSecond === bytesPerSecond;
    if (isSame) return;
    this.line.become(profile);
    this.kernel.begin({ kind: "link_profile_changed", client: this.client, profile });
  }

  /**
   * The viewer's own network goes away. The browser's connections end at once with 1006 (Chrome:
   * ERR_INTERNET_DISCONNECTED); no packet can tell the server, so its ends stay.
   */
  cut(): void {
    if (this.#way === "cut") return;
    this.#change(() => {
      this.#way = "cut";
    });
    for (const connection of [...this.#connections]) connection.goOffline();
  }

  /** Something on the way swallows every packet; neither end is told. */
  silence(): void {
    if (this.#way !== "up") return;
    this.#change(() => {
      this.#way = "silent";
    });
  }

  /** The way is free again: TCP sends again what was never acknowledged. */
  restore(): void {
    this.#change(() => {
      this.#way = "up";
    });
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

  #change(change: () => void): void {
    const before = this.state;
    change();
    const { state } = this;
    if (state === before) return;
    this.kernel.begin({ kind: "link_changed", client: this.client, state });
    if (state === "up") for (const connection of [...this.#connections]) connection.resumeDelivery();
  }
}
