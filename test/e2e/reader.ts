import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { launchBrowser } from "../../src/cli/browser.ts";
import { type BuiltSite, serveBuiltSite } from "../../src/cli/built-site.ts";

/** The lesson against which most tests go. */
export const LESSON = "/lessons/disconnects/what-have-you-seen/";
/** The lesson with a reader's own run and a fault to explain. */
export const LINE = "/lessons/disconnects/when-the-line-breaks/";

/** An entry of the gallery. */
export const SYMPTOM = "/gallery/messages-appear-twice/";

/** What Playwright itself says where it keeps a service worker out. */
const BLOCKED = "Service Worker registration blocked by Playwright";

/** The built site in a real browser. */
export class Library {
  readonly site: BuiltSite;
  readonly browser: Browser;

  private constructor(site: BuiltSite, browser: Browser) {
    this.site = site;
    this.browser = browser;
  }

  static async open(): Promise<Library> {
    const site = await serveBuiltSite(join(import.meta.dirname, "../../dist"));
    return new Library(site, await launchBrowser());
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.site.close();
  }

  /**
   * A reader who opens a page. `prepare` runs in the page before anything of it. The site is not kept for reading
   * without a network: each reader would load all of it.
   */
  async reader(
    path: string,
    options: BrowserContextOptions = {},
    prepare: (() => void) | null = null,
  ): Promise<Reader> {
    const context = await this.browser.newContext({ serviceWorkers: "block", ...options });
    const page = await context.newPage();
    const reader = new Reader(page, this.site.origin);
    if (prepare !== null) await page.addInitScript(prepare);
    await page.goto(this.site.origin + path);
    return reader;
  }
}

/** Somebody at a page, and what went wrong or out of the site meanwhile. */
export class Reader {
  readonly page: Page;
  readonly complaints: string[] = [];
  readonly outside: string[] = [];

  constructor(page: Page, origin: string) {
    this.page = page;
    page.on("console", (message) => {
      const isOurs = message.text() !== BLOCKED;
      if (isOurs && ["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("request", (request) => {
      // What a page has made itself comes from nowhere else.
      if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url()))
        this.outside.push(request.url());
    });
  }

  get simulator(): Locator {
    return this.page.locator(".simulator").first();
  }

  get scrubber(): Locator {
    return this.simulator.getByRole("slider", { name: "Step" });
  }

  get sentence(): Locator {
    return this.simulator.locator(".sentence");
  }

  /** Until the simulator answers to the reader. */
  async ready(): Promise<void> {
    await this.simulator.scrollIntoViewIfNeeded();
    await this.page.locator(".simulator[data-live]").first().waitFor();
  }

  async place(): Promise<number> {
    return Number(await this.scrubber.inputValue());
  }

  /** Goes to the first or the last step, or one on. */
  async press(key: "Home" | "End" | "ArrowLeft" | "ArrowRight"): Promise<void> {
    await this.scrubber.press(key);
  }

  /** One step on, and until it is shown. */
  async forward(): Promise<void> {
    const before = await this.place();
    await this.button("One step forward").click();
    const { page, scrubber } = this;
    const moved = await scrubber.elementHandle();
    await page.waitForFunction(
      ([slider, place]) => slider instanceof HTMLInputElement && slider.valueAsNumber !== place,
      [moved, before] as const,
    );
  }

  /** Goes to the first step whose sentence reads so, from the start on. */
  async find(pattern: RegExp): Promise<void> {
    const place = await this.simulator.evaluate(findStep, pattern.source);
    if (place === null) throw new Error(`no step reads ${pattern}`);
  }

  button(name: string): Locator {
    return this.simulator.getByRole("button", { name });
  }

  /** Which of the scenario's programs runs. */
  async choose(variant: RegExp): Promise<void> {
    await this.simulator.getByRole("radio", { name: variant }).check({ force: true });
  }

  /** Which viewer the statecharts and the actions are about. */
  async look(viewer: string): Promise<void> {
    await this.simulator.getByRole("radio", { name: viewer, exact: true }).check({ force: true });
  }

  async panel(name: string): Promise<void> {
    await this.simulator.getByRole("tab", { name, exact: true }).click();
  }

  /** What a viewer's page shows. */
  async sees(viewer: string): Promise<string> {
    const card = this.simulator.getByRole("article", { name: `${viewer}'s page` });
    return (await card.innerText()).replace(/\s+/g, " ");
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }
}

/** Runs in the page: scrubs from the start until the sentence fits, and gives the place. */
async function findStep(simulator: Element, pattern: string): Promise<number | null> {
  const slider = simulator.querySelector("input[type=range]");
  const sentence = simulator.querySelector(".sentence");
  const step = simulator.querySelector(".moment-step");
  if (!(slider instanceof HTMLInputElement) || sentence === null || step === null) return null;
  for (let place = 0; place <= Number(slider.max); place += 1) {
    slider.value = String(place);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    const deadline = performance.now() + 2000;
    while (!step.textContent?.includes(`step ${place + 1} of`) && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve));
    }
    if (new RegExp(pattern, "i").test(sentence.textContent ?? "")) return place;
  }
  return null;
}
