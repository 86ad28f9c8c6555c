import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { LESSON, type Reader } from "./reader.ts";
import { readersOfThisFile } from "./readers.ts";

const { open } = readersOfThisFile();

const DESK = {
  viewport: { width: 1440, height: 900 },
  permissions: ["clipboard-read", "clipboard-write"],
};

/** The link to the moment that the simulator shows, as the clipboard has it. */
async function copiedLink({ simulator, page }: Reader): Promise<string> {
  await simulator.getByRole("button", { name: "Share" }).click();
  await simulator.getByRole("button", { name: /Copy link/ }).click();
  await simulator.getByText(/^Copied/).waitFor();
  const link = await clipboard(page);
  await page.keyboard.press("Escape");
  return link;
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
    const link = await copiedLink(maker);

    const guest = await open(pathOf(link), DESK);
    await guest.simulator.getByText("This is the run of the link.").waitFor();
    expect(await guest.sentence.innerText()).toBe(await maker.sentence.innerText());
    expect(await guest.place()).toBe(await maker.place());
    expect(await guest.simulator.getByRole("radio", { name: "Ben" }).isChecked()).toBe(true);
    expect(await guest.simulator.getByRole("radio", { name: /^Right$/ }).isChecked()).toBe(true);
    await guest.simulator
      .getByRole("img", { name: /socket/i })
      .first()
      .waitFor();
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
    ["of a newer site", (hash: string) => hash.replace("=1.", "=2."), /newer version/],
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
