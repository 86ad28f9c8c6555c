import { AxeBuilder } from "@axe-core/playwright";
import type { Locator } from "playwright-core";
import { describe, expect, test } from "vitest";
import { LESSON, type Reader } from "./reader.ts";
import { readersOfThisFile } from "./readers.ts";

const { open } = readersOfThisFile();

const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };

async function withTools(options: Parameters<typeof open>[1] = DESK): Promise<Reader> {
  const reader = await open(LESSON, options);
  await reader.ready();
  await reader.button("Speed, jumps and named moments").click();
  await tools(reader).waitFor();
  return reader;
}

function tools(reader: Reader): Locator {
  return reader.simulator.locator(".time-tools");
}

async function said(reader: Reader, words: RegExp): Promise<void> {
  await expect.poll(() => reader.sentence.innerText()).toMatch(words);
}

describe("jumps", () => {
  test("from one stop of a kind to the next, of one viewer or of all, and back", async () => {
    const reader = await withTools();
    await reader.press("Home");
    await tools(reader).getByLabel("Jump to").selectOption("trouble");
    await tools(reader).getByLabel("of", { exact: true }).selectOption("Ben");
    await tools(reader).getByRole("button", { name: "Next" }).click();
    await said(reader, /Ben's connection closes with 1006/);
    await expect.poll(() => tools(reader).locator("output").innerText()).toMatch(/^1 of \d+$/);
    const first = await reader.place();
    await tools(reader).getByRole("button", { name: "Next" }).click();
    await said(reader, /Ben's attempt 1 to reconnect fails/);
    await tools(reader).getByRole("button", { name: "Previous" }).click();
    await expect.poll(() => reader.place()).toBe(first);
    expect(await tools(reader).getByRole("button", { name: "Previous" }).isDisabled()).toBe(true);
    expect(await reader.simulator.locator(".scrub-mark.is-found").count()).toBeGreaterThan(5);
  });

  test("to where a client changed its state, by the keys n and p", async () => {
    const reader = await withTools();
    await reader.press("Home");
    await tools(reader).getByLabel("Jump to").selectOption("states");
    await tools(reader).getByLabel("of", { exact: true }).selectOption("Ada");
    await expect.poll(() => tools(reader).locator("output").innerText()).toMatch(/of [1-9]/);
    await reader.scrubber.focus();
    await reader.page.keyboard.press("n");
    await said(reader, /Ada/);
    const place = await reader.place();
    await reader.page.keyboard.press("n");
    await expect.poll(() => reader.place()).toBeGreaterThan(place);
    await reader.page.keyboard.press("p");
    await expect.poll(() => reader.place()).toBe(place);
  });

  test("the key opens the tools when nobody has chosen yet", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.scrubber.focus();
    await reader.page.keyboard.press("n");
    await tools(reader).waitFor();
  });
});

describe("moments that the text names", () => {
  test("are marks on the scrubber and a list; one of another variant takes the switch along", async () => {
    const reader = await withTools();
    const list = reader.simulator.getByRole("navigation", { name: "Moments that the text names" });
    const [name] = await list.getByRole("button").allInnerTexts();
    expect(name).toMatch(/^Right /);
    await list.getByRole("button").first().click();
    await expect
      .poll(() => reader.simulator.getByRole("radio", { name: "Right", exact: true }).isChecked())
      .toBe(true);
    await said(reader, /rejoin of videos:1 goes out.*last_seen_id: 1/);
    expect(await reader.simulator.locator(".scrub-mark.is-named").count()).toBeGreaterThan(1);
    await expect.poll(() => list.getByRole("button").first().getAttribute("aria-current")).toBe("step");
    await list.getByRole("button").nth(1).click();
    await said(reader, /catch_up/);
  });
});

test("a run plays at the speed that was chosen", async () => {
  const reader = await withTools();
  await reader.press("Home");
  await tools(reader).getByLabel("Play at").selectOption({ label: "10×" });
  await reader.button("Play").click();
  // At the usual speed this would take more than half a minute.
  await expect.poll(() => reader.place(), { timeout: 10_000 }).toBeGreaterThan(30);
  await tools(reader).getByLabel("Play at").selectOption({ label: "as time goes" });
  await tools(reader)
    .getByText(/Ten times slower than in life/)
    .waitFor();
  await reader.button("Pause").click();
});

test("the sheet of keys opens on ?, says them all, and gives the focus back", async () => {
  const reader = await open(LESSON, DESK);
  await reader.ready();
  await reader.scrubber.focus();
  await reader.page.keyboard.press("?");
  const sheet = reader.page.getByRole("dialog", { name: "Keys" });
  await sheet.waitFor();
  for (const words of ["one step back", "play, and pause", "this sheet", "search the lessons"])
    await sheet.getByText(words).waitFor();
  const { violations } = await new AxeBuilder({ page: reader.page }).include("dialog.keys").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await reader.page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  expect(await reader.scrubber.evaluate((element) => document.activeElement === element)).toBe(true);

  // A field keeps the key for itself, and so does the page around the simulator.
  await reader.panel("Take over");
  await reader.simulator.getByLabel(/writes an annotation/).focus();
  await reader.page.keyboard.press("?");
  expect(await reader.simulator.getByLabel(/writes an annotation/).inputValue()).toBe("?");
  await reader.page.getByRole("heading", { level: 1 }).click();
  await reader.page.keyboard.press("?");
  expect(await reader.page.getByRole("dialog").count()).toBe(0);
});

test.each([
  { name: "a desk, dark", options: { ...DESK, colorScheme: "dark" as const }, least: 32 },
  { name: "a phone, light", options: { ...PHONE, colorScheme: "light" as const }, least: 44 },
])("the tools: nothing for axe to complain of, nothing too small, at $name", async ({ options, least }) => {
  const reader = await withTools(options);
  await reader.choose(/^Right$/);
  await tools(reader).getByLabel("Jump to").selectOption("frames");
  await tools(reader).getByLabel("Play at").selectOption({ label: "as time goes" });
  const { violations } = await new AxeBuilder({ page: reader.page }).include(".simulator .bar").analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
  const small = await tools(reader).evaluate(
    (element, limit) =>
      [...element.querySelectorAll("button:not(.link), select")].flatMap((one) => {
        const { height } = one.getBoundingClientRect();
        return height < limit ? [`${one.textContent}: ${height}`] : [];
      }),
    least,
  );
  expect(small).toEqual([]);
  const tooWide = await reader.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(tooWide).toBe(0);
});
