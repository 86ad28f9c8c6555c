import type { Kernel } from "../kernel/kernel.ts";
import type { LifecycleEvent } from "../trace/event.ts";
import type { Page } from "./page.ts";

/** A page in its browser, which hides it, keeps it for later or closes it, on a machine that sleeps. */
export class PageLife {
  readonly #page: Page;
  readonly #kernel: Kernel;

  constructor(page: Page) {
    this.#page = page;
    this.#kernel = page.kernel;
  }

  /** The browser hides or shows the page. */
  setVisible(visible: boolean): void {
    if (this.#page.hidden === !visible) return;
    this.#page.hidden = !visible;
    this.#page.clock.setHidden(this.#page.hidden);
    this.#kernel.begin({ kind: "visibility_changed", client: this.#page.client, visible });
    this.#page.tell("visibilitychange", { reconnects: true });
  }

  /** The browser keeps the page as it is while the viewer is elsewhere (HTML, "unload a document"). */
  leaveForNow(): void {
    this.live("pagehide");
    this.setVisible(false);
    this.live("freeze");
    this.#stop();
  }

  /** The viewer is back (HTML, "reactivate a document"). */
  comeBack(): void {
    this.#go();
    this.live("resume");
    this.setVisible(true);
    this.live("pageshow");
  }

  /**
   * The browser closes the page (HTML, "unload a document"): it tells the page so, unless the page is stopped, and then
   * takes it away with all that it was. Connections that the page has left open it closes by itself, with 1001; the
   * official client leaves none (phoenix 1.8.16, socket.js: `pagehide` disconnects).
   */
  close(): void {
    const { cause } = this.#kernel;
    if (!this.#page.stopped) {
      this.live("pagehide");
      this.#kernel.cause = cause;
      this.setVisible(false);
    }
    this.#kernel.cause = cause;
    for (const webSocket of this.#page.webSockets) webSocket.unload();
    this.#page.clock.end();
    this.#go();
    this.#kernel.cause = cause;
    this.#kernel.begin({ kind: "page_closed", client: this.#page.client });
  }

  /** The machine sleeps; a dark screen hides the page. */
  sleep(): void {
    this.setVisible(false);
    this.#page.link.sleep();
    this.#stop();
  }

  wake(): void {
    this.#page.link.wake();
    this.#go();
    this.setVisible(true);
  }

  /** The browser tells the page what becomes of it. */
  live(event: LifecycleEvent): void {
    this.#kernel.begin({ kind: "lifecycle_changed", client: this.#page.client, event });
    this.#page.tell(event, { reconnects: event === "resume" });
  }

  #stop(): void {
    this.#page.stopped = true;
    this.#page.link.stop();
    this.#page.clock.stop();
  }

  #go(): void {
    this.#page.stopped = false;
    this.#page.link.go();
    this.#page.clock.go();
  }
}
