import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { writeTrace } from "../../src/schemas/trace-file.ts";
import { readTrace } from "../../src/schemas/trace-reader.ts";
import { savedRun } from "../schemas/saved-run.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";
import { LESSON, type Reader } from "./reader.ts";
import { readersOfThisFile } from "./readers.ts";

const { open, unwatched } = readersOfThisFile();
const PLAYGROUND = "/playground/";

const DESK = {
  viewport: { width: 1440, height: 900 },
  permissions: ["clipboard-read", "clipboard-write"],
};

/** The link to the moment that the simulator shows, as the clipboard has it. */
async function copiedLink(reader: Reader): Promise<string> {
  const { simulator, page } = reader;
  await openShare(reader);
  await simulator.getByRole("button", { name: /Copy link/ }).click();
  await simulator.getByText(/^Copied/).waitFor();
  const link = await clipboard(page);
  await page.keyboard.press("Escape");
  return link;
}

async function openShare({ simulator }: Reader): Promise<void> {
  const button = simulator.getByRole("button", { name: "Share" });
  if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
}

/** What the button of the menu saves. */
async function saved(reader: Reader, button: string): Promise<{ name: string; bytes: Buffer }> {
  await openShare(reader);
  const [download] = await Promise.all([
    reader.page.waitForEvent("download"),
    reader.simulator.getByRole("button", { name: button }).click(),
  ]);
  await reader.simulator.getByText(/^Saved as/).waitFor();
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** How many different colours a picture has. */
function coloursOf({ page }: Reader, png: Buffer): Promise<number> {
  return page.evaluate(
    async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, Math.min(2000, image.height));
      const context = canvas.getContext("2d");
      context?.drawImage(image, 0, 0);
      const { data } = context?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return new Set(new Uint32Array(Uint8Array.from(data).buffer)).size;
    },
    `data:image/png;base64,${png.toString("base64")}`,
  );
}

function clipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The part of an address that names the page and what is to be shown on it. */
function pathOf(link: string): string {
  const { pathname, hash } = new URL(link);
  return pathname + hash;
}

/** Ben's cable is pulled and Ada writes, in a run of the reader's own. */
async function takeOver(reader: Reader): Promise<void> {
  await reader.ready();
  await reader.choose(/^Right$/);
  await reader.panel("Take over");
  await reader.look("Ben");
  await reader.button("Pull the cable").click();
  await reader.simulator.getByText("Your own run").waitFor();
  await reader.look("Ada");
  await reader.simulator.getByLabel("Ada writes an annotation").fill("Only in this run");
  await reader.button("Write").click();
  await expect.poll(() => reader.sentence.innerText()).toContain("Only in this run");
}

describe("a link to a moment", () => {
  test("brings the run, the step and the view, and is itself the same again", async () => {
    const maker = await open(LESSON, DESK);
    await takeOver(maker);
    await maker.forward();
    await maker.panel("Statecharts");
    await maker.look("Ben");
    await maker.button("Why?").click();
    await maker.button("Zoom in").click();
    await maker.simulator.locator(".cause").waitFor();
    const link = await copiedLink(maker);

    const guest = await open(pathOf(link), DESK);
    await guest.simulator.getByText("This is the run of the link.").waitFor();
    expect(await guest.sentence.innerText()).toBe(await maker.sentence.innerText());
    expect(await guest.place()).toBe(await maker.place());
    expect(await guest.simulator.getByRole("radio", { name: "Ben" }).isChecked()).toBe(true);
    expect(await guest.simulator.getByRole("radio", { name: /^Right$/ }).isChecked()).toBe(true);
    await guest.simulator.getByRole("tab", { name: "Statecharts", selected: true }).waitFor();
    await guest.simulator.locator(".cause").waitFor();
    const heightOf = (reader: Reader) =>
      reader.simulator.locator(".diagram-body").evaluate((body) => body.getBoundingClientRect().height);
    await expect.poll(() => heightOf(guest)).toBe(await heightOf(maker));
    // It holds a digest of the trace's bytes: the same link is the same run.
    expect(await copiedLink(guest)).toBe(link);

    await guest.button("Back to the script's run").click();
    await expect.poll(() => guest.simulator.getByText("The run of a link").count()).toBe(0);
  });

  test("put into the address of a page that is open, it works as well", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.press("End");
    const link = await copiedLink(reader);
    await reader.press("Home");
    await expect.poll(() => reader.place()).toBe(0);
    await reader.page.evaluate((hash) => {
      location.hash = hash;
    }, new URL(link).hash);
    await reader.simulator.getByText("This is the run of the link.").waitFor();
    expect(await reader.place()).toBeGreaterThan(50);
  });

  test.each([
    ["cut off", (hash: string) => hash.slice(0, -7), /damaged/],
    [
      "changed",
      (hash: string) => hash.slice(0, 40) + (hash[40] === "A" ? "B" : "A") + hash.slice(41),
      /damaged/,
    ],
    ["of a newer site", (hash: string) => hash.replace(/=\d\./, "=9."), /newer version/],
  ])("that is %s is told of, and the scenario is untouched", async (_, spoil, message) => {
    const maker = await open(LESSON, DESK);
    await takeOver(maker);
    const { hash } = new URL(await copiedLink(maker));

    const guest = await open(LESSON + spoil(hash), DESK);
    await guest.page.getByRole("alert").getByText(message).waitFor();
    await guest.ready();
    expect(await guest.simulator.getByText("The run of a link").count()).toBe(0);
    expect(await guest.page.locator(".simulator[data-worker=asleep]").count()).toBeGreaterThan(0);
    await guest.page.getByRole("button", { name: "Close" }).click();
    expect(await guest.page.getByRole("alert").count()).toBe(0);
  });

  test("where the page may not copy, the link stands there to be copied", async () => {
    const reader = await open(LESSON, { viewport: DESK.viewport }, () => {
      Reflect.defineProperty(navigator, "clipboard", { value: undefined });
    });
    await reader.ready();
    await reader.simulator.getByRole("button", { name: "Share" }).click();
    await reader.simulator.getByRole("button", { name: /Copy link/ }).click();
    const field = reader.simulator.getByRole("textbox", { name: "The link" });
    expect(await field.inputValue()).toMatch(/what-have-you-seen\/#run=1\./);
  });
});

describe("the playground", () => {
  test("has every scenario in its menu, and an empty one to start from", async () => {
    const reader = await open(PLAYGROUND, DESK);
    await reader.ready();
    const menu = reader.page.getByRole("combobox", { name: "Scenario" });
    expect(await menu.locator("option").count()).toBeGreaterThan(40);
    expect(await menu.locator('optgroup[label="Disconnects: What have you seen?"] option').count()).toBe(5);

    await menu.selectOption({ label: "Two viewers, and nothing done yet" });
    await expect.poll(() => reader.place()).toBe(0);
    await reader.simulator.getByText("step 1 of 1", { exact: true }).waitFor();
    await reader.panel("Take over");
    await reader.look("Ben");
    await reader.button("Open the page").click();
    await expect.poll(() => reader.sentence.innerText()).toContain("Ben opens the page");
    expect(new URL(reader.page.url()).hash).toBe("#scenario=two-viewers");

    await reader.page.reload();
    await reader.simulator.getByText("step 1 of 1", { exact: true }).waitFor();
    expect(await menu.inputValue()).toBe("two-viewers");
  });

  test("on a wide screen follows the first step as well, though the lifelines have become others", async () => {
    const reader = await open(PLAYGROUND, {
      viewport: { width: 2560, height: 1440 },
      reducedMotion: "reduce",
    });
    await reader.ready();
    await reader.simulator.locator(".diagram-head text", { hasText: "socket" }).first().waitFor();
    await reader.press("End");
    const isInView = () =>
      reader.simulator.locator(".diagram").evaluate((box) => {
        const [around, line] = [box, box.querySelector(".playhead")].map((one) =>
          one?.getBoundingClientRect(),
        );
        return (line?.top ?? 0) > (around?.top ?? 0) && (line?.top ?? 0) < (around?.bottom ?? 0);
      });
    await expect.poll(() => reader.place()).toBeGreaterThan(50);
    await expect.poll(isInView).toBe(true);
  });

  test("takes a run over from a lesson", async () => {
    const reader = await open(LESSON, DESK);
    await takeOver(reader);
    const [sentence, place] = [await reader.sentence.innerText(), await reader.place()];
    await reader.simulator.getByRole("button", { name: "Share" }).click();
    await reader.simulator.getByRole("link", { name: /Open in the playground/ }).click();
    await reader.simulator.getByText("This is the run of the link.").waitFor();
    expect(new URL(reader.page.url()).pathname).toBe(PLAYGROUND);
    expect(await reader.sentence.innerText()).toBe(sentence);
    expect(await reader.place()).toBe(place);
    await reader.simulator.getByText("The run of a link").waitFor();
  });

  test("brings the scenario of a link that is put into its address", async () => {
    const maker = await open(LESSON, DESK);
    await maker.ready();
    await maker.press("End");
    const { hash } = new URL(await copiedLink(maker));
    const reader = await open(PLAYGROUND, DESK);
    await reader.ready();
    await reader.page.evaluate((to) => {
      location.hash = to;
    }, hash);
    await reader.simulator.getByText("This is the run of the link.").waitFor();
    expect(await reader.page.getByRole("combobox", { name: "Scenario" }).inputValue()).toBe(
      "cable-pulled-while-ada-writes",
    );
    expect(await reader.sentence.innerText()).toBe(await maker.sentence.innerText());
  });

  test("says so when a scenario does not come, and keeps the one that is there", async () => {
    const reader = await unwatched(PLAYGROUND, DESK);
    await reader.ready();
    await reader.page.route("**/playground/*.json", (route) => route.abort());
    const menu = reader.page.getByRole("combobox", { name: "Scenario" });
    await menu.selectOption("two-viewers");
    await reader.page.getByText(/could not be loaded/).waitFor();
    expect(await menu.inputValue()).toBe("ben-loses-his-cable");
    await reader.leave();
  });

  test("without scripts the first scenario is there, drawn", async () => {
    const reader = await open(PLAYGROUND, { ...DESK, javaScriptEnabled: false });
    expect(await reader.simulator.locator(".diagram svg").first().isVisible()).toBe(true);
    expect(await reader.page.getByRole("combobox", { name: "Scenario" }).isVisible()).toBe(false);
  });
});

describe("a run can be saved", () => {
  test("as a trace, of which a link brings every byte", async () => {
    const maker = await open(LESSON, DESK);
    await takeOver(maker);
    const trace = await saved(maker, "Trace as JSON");
    expect(trace.name).toBe("cable-pulled-while-ada-writes-right.trace.json");
    const { ok } = readTrace(trace.bytes.toString());
    expect(ok).toBe(true);
    const link = await copiedLink(maker);
    const guest = await open(pathOf(link), DESK);
    await guest.simulator.getByText("This is the run of the link.").waitFor();
    const again = await saved(guest, "Trace as JSON");
    expect(again.bytes.equals(trace.bytes)).toBe(true);
  });

  test("as a diagram that stands by itself, in both themes", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    const drawings: string[] = [];
    for (const theme of ["Light", "Dark"]) {
      await openShare(reader);
      await reader.simulator.getByRole("radio", { name: theme }).check({ force: true });
      const svg = (await saved(reader, "Diagram as SVG")).bytes.toString();
      // Nothing in it needs the page: no class, no variable, no rule, no address.
      expect(svg).not.toMatch(/class=|var\(|light-dark|<style|color-mix|https?:(?!\/\/www\.w3\.org)/);
      expect(svg).toContain("cable pulled");
      expect(svg.match(/<text/g)?.length).toBeGreaterThan(100);
      drawings.push(svg);
      const png = (await saved(reader, "Diagram as PNG")).bytes;
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      expect(await coloursOf(reader, png)).toBeGreaterThan(20);
    }
    expect(drawings[0]).toContain('fill="#ffffff"');
    expect(drawings[1]).toContain('fill="#1f1d19"');
    const page = await reader.page.context().newPage();
    await page.setContent(drawings[1] ?? "");
    const box = await page.locator("svg").first().boundingBox();
    expect(box?.width).toBeGreaterThan(800);
    expect(box?.height).toBeGreaterThan(1500);
  });

  test("as text for Mermaid, and as a test of this project", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    const text = await saved(reader, "Mermaid as Text");
    expect(text.name).toBe("cable-pulled-while-ada-writes-none.mmd");
    expect(text.bytes.toString()).toMatch(/^sequenceDiagram\n {2}title Ben's cable is pulled/);
    const test = await saved(reader, "Test as Vitest");
    expect(test.name).toBe("cable-pulled-while-ada-writes-none.test.ts");
    expect(test.bytes.toString()).toContain("scenario: 'cable-pulled-while-ada-writes'");
  });
});

describe("a saved trace", () => {
  /** A trace as the lesson's simulator saves it, and the sentence that it was saved at. */
  async function made(): Promise<{ text: string; sentence: string }> {
    const maker = await open(LESSON, DESK);
    await takeOver(maker);
    const { bytes } = await saved(maker, "Trace as JSON");
    return { text: bytes.toString(), sentence: await maker.sentence.innerText() };
  }

  /** Drops a file onto the page, as from a folder. */
  async function drop({ page }: Reader, name: string, text: string): Promise<void> {
    await page.evaluate(
      ([called, content]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([content], called, { type: "application/json" }));
        for (const type of ["dragenter", "dragover", "drop"]) {
          const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
          document.querySelector(".simulator")?.dispatchEvent(event);
        }
      },
      [name, text] as const,
    );
  }

  test("is opened by dropping it, and can be stepped through, not acted in", async () => {
    const { text, sentence } = await made();
    const reader = await open(PLAYGROUND, DESK);
    await reader.ready();
    await drop(reader, "mine.trace.json", text);
    await reader.page.getByText("as it was saved in mine.trace.json").waitFor();
    await expect.poll(() => reader.sentence.innerText()).toBe(sentence);
    expect(await reader.simulator.getByRole("tab").allInnerTexts()).toEqual([
      "Viewers",
      "Statecharts",
      "Wire",
    ]);
    await reader.press("Home");
    await expect.poll(() => reader.sentence.innerText()).toContain("server starts");
    await reader.press("End");
    await reader.button("One step forward").click();
    await reader.simulator.getByText("Here the saved run ends.").waitFor();
    await reader.panel("Statecharts");
    await reader.simulator.locator("details.steps summary").click();
    await expect.poll(() => reader.simulator.locator("details.steps li").count()).toBeGreaterThan(50);
    await openShare(reader);
    expect(await reader.simulator.getByRole("button", { name: /Copy link/ }).isDisabled()).toBe(true);

    await reader.page.getByRole("button", { name: "Close the saved run" }).click();
    await expect.poll(() => reader.simulator.getByRole("tab", { name: "Take over" }).count()).toBe(1);
  });

  test("is opened from a file, at the moment at which it was saved, and saved again byte for byte", async () => {
    const { text, sentence } = await made();
    const reader = await open(PLAYGROUND, DESK);
    await reader.ready();
    await reader.page
      .locator("input[type=file]")
      .setInputFiles({ name: "a.json", mimeType: "application/json", buffer: Buffer.from(text) });
    await expect.poll(() => reader.sentence.innerText()).toBe(sentence);
    expect((await saved(reader, "Trace as JSON")).bytes.toString()).toBe(text);
  });

  test.each([
    ["cut off", (text: string) => text.slice(0, 20_000), /line \d+, column \d+: this is not JSON: it ends/],
    [
      "with an event that nobody knows",
      (text: string) => text.replace('"kind":"frame_arrived"', '"kind":"frame_arived"'),
      /line \d+, column \d+ events\[\d+\]\.kind: unknown "kind" "frame_arived"; did you mean "frame_arrived"/,
    ],
    ["of another kind", () => "hello", /line 1, column 1: this is not JSON/],
    ["of a newer site", (text: string) => text.replace('"version":1', '"version":9'), /newer version/],
  ])("that is bad, %s, is refused with the place where it is bad", async (_, spoil, message) => {
    const { text } = await made();
    const reader = await open(PLAYGROUND, DESK);
    await reader.ready();
    const before = await reader.sentence.innerText();
    await drop(reader, "bad.json", spoil(text));
    const alert = reader.page.getByRole("alert");
    await alert.waitFor();
    expect((await alert.innerText()).replace(/\s+/g, " ")).toMatch(message);
    expect(await reader.sentence.innerText()).toBe(before);
    await alert.getByRole("button", { name: "Close" }).click();
    expect(await alert.count()).toBe(0);
  });

  test("that is no text at all is refused", async () => {
    const reader = await open(PLAYGROUND, DESK);
    await reader.ready();
    await reader.page
      .locator("input[type=file]")
      .setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from([0x89, 0x50, 0xff, 0xfe]) });
    await reader.page
      .getByRole("alert")
      .getByText(/no UTF-8 text/)
      .waitFor();
    await violations(reader).then((found) => expect(found).toEqual([]));
  });
});

describe("nothing is in the way of anybody", () => {
  const looks = (["light", "dark"] as const).flatMap((colorScheme) =>
    [360, 1440].map((width) => ({ colorScheme, width })),
  );

  test.each(looks)("axe finds nothing, $colorScheme at $width", async ({ colorScheme, width }) => {
    const reader = await open(PLAYGROUND, {
      colorScheme,
      viewport: { width, height: 900 },
      reducedMotion: "reduce",
    });
    await reader.ready();
    expect(await violations(reader)).toEqual([]);
    await reader.simulator.getByRole("button", { name: "Share" }).click();
    await reader.simulator.getByRole("button", { name: /Copy link/ }).click();
    await reader.simulator.getByText(/^Copied|here is the link/).waitFor();
    expect(await violations(reader)).toEqual([]);
    await reader.page.evaluate(() => {
      location.hash = "#run=1.broken";
    });
    await reader.page.getByRole("alert").waitFor();
    expect(await violations(reader)).toEqual([]);
    const input = reader.page.locator("input[type=file]");
    const file = { name: "a.json", mimeType: "application/json" };
    await input.setInputFiles({ ...file, buffer: Buffer.from("[1, 2") });
    await reader.page.getByText(/a\.json/).waitFor();
    expect(await violations(reader)).toEqual([]);
    const trace = writeTrace(savedRun(lessonScenario("cable-pulled-while-ada-writes"), "right"));
    await input.setInputFiles({ ...file, buffer: Buffer.from(trace) });
    await reader.page.getByText("as it was saved in a.json").waitFor();
    await openShare(reader);
    expect(await violations(reader)).toEqual([]);
    const [inner, outer] = await reader.page.evaluate(() => [
      document.documentElement.scrollWidth,
      innerWidth,
    ]);
    expect(inner).toBeLessThanOrEqual(outer ?? 0);
  });
});

async function violations({ page }: Reader): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`),
  );
}
