import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LESSON, LINE, type Reader, SYMPTOM } from "./reader.ts";
import { readersOfThisFile } from "./readers.ts";

const { open, unwatched } = readersOfThisFile();

const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };
const STILL = { ...DESK, reducedMotion: "reduce" } as const;

describe("the home page", () => {
  const sentence = (reader: Reader) => reader.page.locator(".showcase-sentence").innerText();
  const ben = (reader: Reader) => reader.page.getByRole("article", { name: "Ben's page" }).innerText();

  test("plays by itself once it is in view, and can be paused", async () => {
    const reader = await open("/", DESK);
    const first = await sentence(reader);
    await expect.poll(() => sentence(reader), { timeout: 10_000 }).not.toBe(first);
    await reader.page.getByRole("button", { name: "Pause" }).click();
    const paused = await sentence(reader);
    await reader.page.waitForTimeout(2500);
    expect(await sentence(reader)).toBe(paused);
  });

  test("stands still for who wants no motion, until they step", async () => {
    const reader = await open("/", STILL);
    await reader.page.locator(".showcase[data-live]").waitFor();
    const first = await sentence(reader);
    await reader.page.waitForTimeout(2500);
    expect(await sentence(reader)).toBe(first);
    await reader.page.getByRole("button", { name: "One step forward" }).click();
    await expect.poll(() => sentence(reader), { timeout: 15_000 }).not.toBe(first);
  });

  test("lets the reader pull the cable right there, and Ben catches up", async () => {
    const reader = await open("/", STILL);
    const step = reader.page.getByRole("button", { name: "One step forward" });
    await reader.page.getByRole("button", { name: "Pull Ben's cable" }).click();
    await expect.poll(() => ben(reader), { timeout: 15_000 }).toContain("cable pulled");
    await reader.page.getByRole("button", { name: "Ada writes" }).click();
    await expect.poll(() => sentence(reader), { timeout: 15_000 }).toContain("One more from you");
    await reader.page.getByRole("button", { name: "Plug Ben's cable in" }).click();
    await expect.poll(() => ben(reader), { timeout: 15_000 }).not.toContain("cable pulled");
    await expect
      .poll(
        async () => {
          await step.click();
          return ben(reader);
        },
        { timeout: 30_000, interval: 60 },
      )
      .toContain("One more from you");
  });

  test("does not jump when it comes to life or plays", async () => {
    const reader = await open("/", DESK, () => {
      let moved = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          if ("value" in entry && typeof entry.value === "number") moved += entry.value;
        }
        Reflect.set(globalThis, "moved", moved);
      }).observe({ type: "layout-shift", buffered: true });
    });
    await reader.page.locator(".showcase[data-live]").waitFor();
    const first = await sentence(reader);
    await expect.poll(() => sentence(reader), { timeout: 10_000 }).not.toBe(first);
    expect(await reader.page.evaluate(() => Reflect.get(globalThis, "moved") ?? 0)).toBeLessThan(0.01);
  });

  test("without JavaScript the drawn run stays", async () => {
    const reader = await open("/", { ...DESK, javaScriptEnabled: false });
    expect(await reader.page.locator(".showcase .diagram-body").isVisible()).toBe(true);
    expect(await reader.page.getByRole("button").count()).toBe(0);
  });
});

describe("terms", () => {
  const term = (reader: Reader) => reader.page.locator("a.term").first();
  const card = (reader: Reader) => reader.page.locator(".term-card:visible");
  const entryOf = async (reader: Reader) => (await term(reader).getAttribute("href"))?.split("#")[1];

  test("show their card on hover and on focus; Escape and leaving put it away", async () => {
    const reader = await open(LESSON, DESK);
    await term(reader).hover();
    await card(reader).waitFor();
    // The pointer may go to the card, to read or to copy.
    await card(reader).hover();
    await reader.page.waitForTimeout(400);
    expect(await card(reader).count()).toBe(1);
    await reader.page.keyboard.press("Escape");
    expect(await card(reader).count()).toBe(0);
    await reader.page.mouse.move(2, 400);
    await reader.page.keyboard.press("Tab");
    await term(reader).focus();
    await card(reader).waitFor();
    await reader.page.keyboard.press("Tab");
    await expect.poll(() => card(reader).count()).toBe(0);
  });

  test("are described by their sentence, and lead to the glossary", async () => {
    const reader = await open(LESSON, DESK);
    const id = (await term(reader).getAttribute("aria-describedby")) ?? "";
    const entry = await entryOf(reader);
    expect(await reader.page.locator(`[id="${id}"]`).textContent()).toMatch(/^\S.* .*\.$/);
    await term(reader).click();
    await reader.page.waitForURL(`**/glossary/#${entry}`);
    expect(await reader.page.locator(`[id="${entry}"]`).isVisible()).toBe(true);
  });

  test("on a phone a tap follows the link, and a card stays within the screen", async () => {
    const reader = await open(LESSON, PHONE);
    await term(reader).focus();
    await reader.page.keyboard.press("Shift+Tab");
    await reader.page.keyboard.press("Tab");
    await card(reader).waitFor();
    const box = await card(reader).boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
    const entry = await entryOf(reader);
    await term(reader).tap();
    await reader.page.waitForURL(`**/glossary/#${entry}`);
  });
});

describe("the search", () => {
  const field = (reader: Reader) => reader.page.getByRole("searchbox");
  const focused = (reader: Reader) => reader.page.evaluate(() => document.activeElement?.textContent ?? "");

  test("loads nothing before it is opened", async () => {
    const reader = await open(LESSON, DESK);
    const asked: string[] = [];
    reader.page.on("request", (request) => asked.push(request.url()));
    await reader.page.waitForLoadState("networkidle");
    expect(asked.filter((url) => url.includes("pagefind") || url.includes("search"))).toEqual([]);
    await reader.page.getByRole("button", { name: "Search" }).click();
    await expect.poll(() => asked.some((url) => url.endsWith("pagefind/pagefind.js"))).toBe(true);
  });

  test("by keyboard alone: slash, words, arrows, Enter; Escape closes", async () => {
    const reader = await open("/lessons/", DESK);
    await reader.page.keyboard.press("/");
    await field(reader).waitFor();
    await reader.page.keyboard.type("heartbeat");
    await reader.page.locator(".search li").first().waitFor();
    await reader.page.keyboard.press("ArrowDown");
    expect(await focused(reader)).toMatch(/^heartbeat Glossary/);
    await reader.page.keyboard.press("ArrowDown");
    await reader.page.keyboard.press("ArrowUp");
    await reader.page.keyboard.press("ArrowUp");
    await expect.poll(() => field(reader).evaluate((input) => input === document.activeElement)).toBe(true);
    await reader.page.keyboard.press("Escape");
    expect(await reader.page.locator("dialog[open]").count()).toBe(0);
    await reader.page.keyboard.press("/");
    await field(reader).waitFor();
    await reader.page.keyboard.press("Enter");
    await reader.page.waitForURL(/\/glossary\/#heartbeat$/);
  });

  test("leads to the section of a lesson, and knows nothing of the simulators' steps", async () => {
    const reader = await open(LESSON, DESK);
    const { section, words } = await reader.page
      .locator(".scene > h2")
      .nth(1)
      .evaluate((heading) => ({
        section: heading.id,
        words: heading.textContent ?? "",
      }));
    await reader.page.getByRole("button", { name: "Search" }).click();
    // Words of a lesson's own: whatever stands in its second section.
    await field(reader).fill(words);
    const row = reader.page.locator(`.search li a[href="${LESSON}#${section}"]`);
    await row.waitFor();
    await field(reader).fill("zzzz qqqq");
    await reader.page.getByText(/Nothing has “zzzz qqqq” in it/).waitFor();
    // A sentence of every simulator, and of no text.
    await field(reader).fill('"the listeners for that event run"');
    await reader.page.getByText(/Nothing has|places?$/).waitFor();
    const texts = await reader.page.locator(".search li").allInnerTexts();
    expect(texts.filter((text) => text.includes("listeners for that event run"))).toEqual([]);
  });

  test("a slash in a field is a slash", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.panel("Take over");
    await reader.simulator.getByRole("textbox").click();
    await reader.page.keyboard.type("a/b");
    expect(await reader.simulator.getByRole("textbox").inputValue()).toBe("a/b");
    expect(await reader.page.locator("dialog[open]").count()).toBe(0);
  });
});

describe("progress", () => {
  const KEY = "rejoin-progress";
  const stored = (reader: Reader) => reader.page.evaluate((key) => localStorage.getItem(key), KEY);
  const said = (reader: Reader) => reader.page.locator("[data-progress-said]").innerText();

  async function solve(reader: Reader): Promise<void> {
    const exercise = reader.page.locator("#exercise-which-fault-was-it");
    await exercise.scrollIntoViewIfNeeded();
    await exercise.getByText("stopped in good order").hover();
    await exercise.locator("[data-live]").waitFor();
    await exercise.getByRole("radio", { name: /stopped in good order/ }).check();
    await exercise.getByRole("button", { name: "Check" }).click();
    await exercise.getByText("✓ Right").waitFor();
  }

  async function read(reader: Reader): Promise<void> {
    await reader.page.locator("[data-lesson-end]").scrollIntoViewIfNeeded();
    await reader.page.getByText(/✓ Read/).waitFor();
  }

  test("a lesson's end, a solved exercise with its answer, and the overview", async () => {
    const reader = await open(LINE, DESK);
    await solve(reader);
    await reader.page.locator('[data-solved="which-fault-was-it"]').waitFor();
    await read(reader);
    await reader.page.getByText(/✓ Read · 1 of \d+ exercises solved\./).waitFor();

    await reader.page.reload();
    const exercise = reader.page.locator("#exercise-which-fault-was-it");
    await exercise.getByText("✓ Solved").waitFor();
    await exercise.getByText("Ben's cable was pulled").hover();
    await exercise.getByText("You have solved this one").waitFor();
    expect(await exercise.getByRole("radio", { name: /stopped in good order/ }).isChecked()).toBe(true);

    await reader.page.goto(new URL("/lessons/", reader.page.url()).href);
    await reader.page.getByText(/✓ Read · 1 of \d+ exercises solved/).waitFor();
    expect(await reader.page.locator("[data-course-progress]").innerText()).toMatch(
      /^You have read 1 of \d+ lessons and solved 1 of \d+ exercises\.$/,
    );
    await reader.page.goto(new URL(LINE, reader.page.url()).href);
    await reader.page.locator("[data-lesson-end]").scrollIntoViewIfNeeded();
    await reader.page.getByRole("button", { name: "Mark as unread" }).click();
    await reader.page.getByText(/Not read yet · 1 of \d+/).waitFor();
  });

  test("goes into a file and comes back from it; erasing asks first", async () => {
    const reader = await open(LESSON, DESK);
    await read(reader);
    await reader.page.goto(new URL("/lessons/", reader.page.url()).href);
    const before = await stored(reader);
    const download = reader.page.waitForEvent("download");
    await reader.page.getByRole("button", { name: "Save to a file" }).click();
    const file = await (await download).path();
    expect(readFileSync(file, "utf8")).toBe(before);

    await reader.page.getByRole("button", { name: "Erase it" }).click();
    await reader.page.getByRole("button", { name: "Keep it" }).click();
    expect(await stored(reader)).toBe(before);
    await reader.page.getByRole("button", { name: "Erase it" }).click();
    await reader.page.getByRole("button", { name: "Erase everything" }).click();
    expect(await stored(reader)).toBeNull();
    expect(await reader.page.getByText("✓ Read").count()).toBe(0);

    await reader.page.getByLabel("Take from a file").setInputFiles(file);
    await reader.page.getByText("✓ Read").waitFor();
    expect(await stored(reader)).toBe(before);
  });

  test.each<[string, string | Buffer, RegExp]>([
    ["no JSON", "{", /was not taken: it is not JSON. Nothing has changed/],
    ["another version", '{"rejoin":"progress","version":2}', /its version is 2/],
    [
      "an unknown key",
      '{"rejoin":"progress","version":1,"lessons":[],"exercises":{},"points":1}',
      /a key that is not known, "points"/,
    ],
    ["a file that is too large", Buffer.alloc(256 * 1024 + 1, 32), /larger than 256 KB/],
  ])("a bad file changes nothing: %s", async (_, content, expected) => {
    const reader = await open(LESSON, DESK);
    await read(reader);
    await reader.page.goto(new URL("/lessons/", reader.page.url()).href);
    await reader.page.getByText("✓ Read").waitFor();
    const before = await stored(reader);
    const file = { name: "bad.json", mimeType: "application/json", buffer: Buffer.from(content) };
    await reader.page.getByLabel("Take from a file").setInputFiles(file);
    await expect.poll(() => said(reader)).toMatch(expected);
    expect(await stored(reader)).toBe(before);
    expect(await reader.page.getByText("✓ Read").count()).toBe(1);
  });

  test("with storage blocked everything works for as long as the page, and says so", async () => {
    const block = () =>
      Object.defineProperty(globalThis, "localStorage", {
        get: () => {
          throw new DOMException("blocked", "SecurityError");
        },
      });
    const reader = await open(LESSON, DESK, block);
    await read(reader);
    await reader.page.getByText(/it will be forgotten when you leave the page/).waitFor();
    await reader.page.goto(new URL("/lessons/", reader.page.url()).href);
    await expect.poll(() => said(reader)).toMatch(/keeps nothing for this site/);
    await reader.page.evaluate(() => undefined);
  });
});

describe("every page", () => {
  test.each([
    ["a phone", PHONE],
    ["a tablet", { viewport: { width: 768, height: 1024 } }],
    ["a desk", DESK],
  ])("on %s nothing sticks out sideways", async (_, options) => {
    for (const path of ["/", "/lessons/", "/gallery/", SYMPTOM, "/glossary/"]) {
      const reader = await open(path, options);
      const wide = await reader.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect({ path, wide: Math.max(0, wide) }).toEqual({ path, wide: 0 });
    }
  });

  test("a wrong address: plain words first, then the search and all lessons", async () => {
    const reader = await unwatched("/lessons/nowhere/", DESK);
    expect(await reader.page.getByRole("heading", { level: 1 }).innerText()).toBe(
      "There is no page at this address",
    );
    expect(await reader.page.locator(`a[href="${LESSON}"]`).count()).toBe(1);
    await reader.page.getByRole("button", { name: "Search the site" }).click();
    await reader.page.getByRole("searchbox").waitFor();
    await reader.leave();
  });
});
