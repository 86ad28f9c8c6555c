import type { Kernel } from "../kernel/kernel.ts";
import type { Direction } from "../trace/event.ts";
import type { LinkProfile } from "../trace/link-profile.ts";
import type { Link } from "./link.ts";

/** The wire behind one machine: how long it takes, and what waits to be put on it in either direction. */
export class Line {
  /** The way of each page on that machine. */
  readonly links = new Set<Link>();
  #profile: LinkProfile;
  readonly #kernel: Kernel;
  /** When all that was handed to it is on the wire, in virtual milliseconds; a fraction of one counts. */
  readonly #freeMs = { up: 0, down: 0 };

  constructor(kernel: Kernel, profile: LinkProfile) {
    this.#kernel = kernel;
    this.#profile = profile;
  }

  get profile(): LinkProfile {
    return this.#profile;
  }

  /**
   * What is handed to it from now on takes so long; what is on its way already arrives as it would have. False when it
   * was like that before.
   */
  become(profile: LinkProfile): boolean {
    const { latencyMs, jitterMs, bytesPerSecond } = this.#profile;
    const isSame =
      profile.latencyMs === latencyMs &&
      profile.jitterMs === jitterMs &&
      profile.bytesPerSecond === bytesPerSecond;
    this.#profile = profile;
    return !isSame;
  }

  /** How long a packet without content takes to cross now, in milliseconds. */
  tripMs(): number {
    const { latencyMs, jitterMs } = this.#profile;
    return latencyMs + (jitterMs === 0 ? 0 : this.#kernel.random.upTo(jitterMs));
  }

  /** When so many bytes that are handed to it now arrive: one after the other, as fast as the bandwidth allows. */
  arrivalMs(direction: Direction, bytes: number): number {
    const { bytesPerSecond } = this.#profile;
    const freeMs = Math.max(this.#kernel.nowMs, this.#freeMs[direction]);
    this.#freeMs[direction] = freeMs + (bytesPerSecond === null ? 0 : (bytes * 1000) / bytesPerSecond);
    return Math.ceil(this.#freeMs[direction]) + this.tripMs();
  }
}
