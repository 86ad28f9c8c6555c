import type { Kernel } from "../kernel/kernel.ts";
import type { LinkState } from "../trace/event.ts";
import type { ClientId } from "../trace/ids.ts";
import type { LinkProfile } from "../trace/link-profile.ts";
import type { Connection } from "./connection.ts";

/** The way between one viewer and the server, with every connection that runs over it. */
export class Link {
  readonly client: ClientId;
  readonly profile: LinkProfile;
  readonly kernel: Kernel;
  state: LinkState = "up";
  readonly #connections = new Set<Connection>();

  constructor(kernel: Kernel, client: ClientId, profile: LinkProfile) {
    this.kernel = kernel;
    this.client = client;
    this.profile = profile;
  }

  carry(connection: Connection): void {
    this.#connections.add(connection);
  }

  forget(connection: Connection): void {
    this.#connections.delete(connection);
  }

  /** How long something of so many bytes takes to cross now, in milliseconds. */
  crossingMs(bytes: number): number {
    const { latencyMs, jitterMs, bytesPerSecond } = this.profile;
    const jitter = jitterMs === 0 ? 0 : this.kernel.random.upTo(jitterMs);
    const transmission = bytesPerSecond === null ? 0 : Math.ceil((bytes * 1000) / bytesPerSecond);
    return latencyMs + jitter + transmission;
  }

  /**
   * The viewer's own network goes away. The browser's connections end at once with 1006 (Chrome:
   * ERR_INTERNET_DISCONNECTED); no packet can tell the server, so its ends stay.
   */
  cut(): void {
    if (this.state === "cut") return;
    this.#change("cut");
    for (const connection of [...this.#connections]) connection.goOffline();
  }

  /** Something on the way swallows every packet; neither end is told. */
  silence(): void {
    if (this.state !== "up") return;
    this.#change("silent");
  }

  /** The way is free again: TCP sends again what was never acknowledged. */
  restore(): void {
    if (this.state === "up") return;
    this.#change("up");
    for (const connection of [...this.#connections]) connection.resumeDelivery();
  }

  /** Something on the way (a proxy, a NAT box) resets every connection: both ends get a TCP RST. */
  reset(): void {
    for (const connection of [...this.#connections]) connection.reset();
  }

  #change(state: LinkState): void {
    this.state = state;
    this.kernel.begin({ kind: "link_changed", client: this.client, state });
  }
}
