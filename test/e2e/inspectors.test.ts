import { AxeBuilder } from "@axe-core/playwright";
import type { Locator } from "playwright-core";
import { describe, expect, test } from "vitest";
import { LESSON, type Reader } from "./reader.ts";
import { readersOfThisFile } from "./readers.ts";

const { open } = readersOfThisFile();

const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };

const tablist = (reader: Reader): Locator => reader.simulator.getByRole("tablist", { name: "What to show" });
const chosen = (reader: Reader): Promise<string> =>
  tablist(reader).getByRole("tab", { selected: true }).innerText();

async function violations({ page }: Reader): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).include(".bench").analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`),
  );
}

describe("the row of tabs", () => {
  test("by keyboard: the arrows choose, round and round, and Tab leads into the panel", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    const place = await reader.place();
    await tablist(reader).getByRole("tab", { name: "Viewers" }).focus();
    await reader.page.keyboard.press("ArrowRight");
    expect(await chosen(reader)).toBe("Take over");
    await reader.page.keyboard.press("Home");
    await reader.page.keyboard.press("ArrowLeft");
    const last = await tablist(reader).getByRole("tab").last().innerText();
    expect(await chosen(reader)).toBe(last);
    expect(await reader.place()).toBe(place);
    await reader.page.keyboard.press("Tab");
    const panel = reader.simulator.getByRole("tabpanel", { name: last });
    expect(await panel.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test("by mouse: a press takes the reader into the panel, where the arrows step", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.press("Home");
    await reader.panel("Wire");
    await reader.page.keyboard.press("ArrowRight");
    await expect.poll(() => reader.place()).toBe(1);
    expect(await chosen(reader)).toBe("Wire");
  });

  test("on a phone: the row scrolls by touch, says where there is more, and shows the one that is chosen", async () => {
    const reader = await open(LESSON, PHONE);
    await reader.ready();
    const row = reader.simulator.locator(".tab-row").first();
    await expect.poll(() => row.getAttribute("data-more")).toBe("right");
    const last = tablist(reader).getByRole("tab").last();
    await last.tap();
    await expect.poll(() => row.getAttribute("data-more")).toContain("left");
    const [box, around] = [await last.boundingBox(), await row.boundingBox()];
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(
      (around?.x ?? 0) + (around?.width ?? 0) + 4,
    );
    expect(box?.height).toBeGreaterThanOrEqual(44);
  });
});

describe("statecharts", () => {
  const machine = (reader: Reader, name: RegExp): Locator =>
    reader.simulator.getByRole("tablist", { name: "Which statechart" }).getByRole("tab", { name });
  const state = (reader: Reader, name: string): Locator =>
    reader.simulator.locator(`.chart-state[data-state=${name}]`);

  test("a state leads to the steps at which it was entered, one after the other", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.panel("Statecharts");
    await reader.look("Ben");
    await machine(reader, /^Channel/).click();
    await reader.press("Home");
    await state(reader, "joined").click();
    await expect.poll(() => reader.sentence.innerText()).toMatch(/reply ok to Ben's join/);
    const first = await reader.place();
    await expect.poll(() => state(reader, "joined").getAttribute("aria-label")).toContain("current state");
    const entries = reader.simulator.getByRole("region", { name: "Where joined was entered" });
    expect(await entries.innerText()).toContain("entered 2 times");
    expect(await entries.innerText()).toContain("1 of 2");
    await entries.getByRole("button", { name: "Next" }).click();
    await expect.poll(() => reader.sentence.innerText()).toMatch(/reply ok to Ben's rejoin/);
    await state(reader, "joined").focus();
    expect(await reader.page.evaluate(() => document.activeElement?.getAttribute("data-state"))).toBe(
      "joined",
    );
    await reader.page.keyboard.press("Enter");
    await expect.poll(() => reader.place()).toBe(first);
    await entries.getByRole("button", { name: "Let go" }).click();
    expect(await entries.count()).toBe(0);
  });

  test("the way that the step has taken is marked, and the list of what came before leads back", async () => {
    const reader = await open(LESSON, { ...DESK, reducedMotion: "reduce" });
    await reader.ready();
    await reader.panel("Statecharts");
    await reader.look("Ben");
    await machine(reader, /^Socket/).click();
    await reader.find(/Ben's connection closes|1006/);
    const taken = reader.simulator.locator(".chart-way.is-taken");
    await expect
      .poll(() => taken.evaluateAll((ways) => ways.map((way) => way.getAttribute("data-way"))))
      .toContain("open→closed");
    const name = await taken
      .first()
      .evaluate((way) => getComputedStyle(way.children[1] ?? way).animationName);
    expect(name).toBe("none");
    const course = reader.simulator.getByRole("region", { name: "How it got here" });
    const place = await reader.place();
    await course.getByRole("button", { name: /connecting → open/ }).click();
    await expect.poll(() => reader.place()).toBeLessThan(place);
    await expect
      .poll(() => taken.evaluateAll((ways) => ways.map((way) => way.getAttribute("data-way"))))
      .toContain("connecting→open");
  });

  test("with motion it moves along the way", async () => {
    const reader = await open(LESSON, { ...DESK, reducedMotion: "no-preference" });
    await reader.ready();
    await reader.panel("Statecharts");
    await reader.look("Ben");
    await machine(reader, /^Channel/).click();
    await reader.find(/reply ok to Ben's join/);
    const line = reader.simulator.locator(".chart-way.is-taken .chart-line").first();
    await line.waitFor({ state: "attached" });
    expect(await line.evaluate((path) => getComputedStyle(path).animationName)).toBe("way-taken");
  });

  test("the channel process on the server is one of them", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.panel("Statecharts");
    await reader.look("Ada");
    await machine(reader, /^Process/).click();
    await reader.find(/handle_in\/3.* runs in Ada/);
    await expect
      .poll(() => state(reader, "looping").getAttribute("aria-label"))
      .toContain("looping(handle_in), the current state");
    expect(await machine(reader, /^Process/).innerText()).toContain("looping(handle_in)");
  });
});

describe("the client inside", () => {
  test("a join takes a ref, waits in the send buffer, and is gone from there when the socket opens", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.find(/Ben's page calls channel.join/);
    await reader.panel("Client");
    await reader.look("Ben");
    const ledger = reader.simulator.locator(".ledger");
    const block = (title: string) => ledger.locator(".ledger-block", { hasText: title });
    await expect
      .poll(() => block("Socket").innerText())
      .toMatch(/\["3", "3", "videos:1", "phx_join", …\]\s+new/);
    expect(await block("Channel").innerText()).toMatch(/join_ref\s+"3"\s+changed\s+was null/);
    await reader.find(/Ben's connection is open|join of .* goes out, for Ben|Ben's join of/);
    // What is gone is struck out for one step.
    await expect.poll(() => block("Socket").innerText()).toMatch(/"phx_join", …\]\s+gone/);
  });

  test("before the page is open there is none", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.press("Home");
    await reader.panel("Client");
    await reader.look("Ben");
    await reader.simulator.getByText("No page of Ben's is open").waitFor();
  });
});

test("a process can be opened: its mailbox, whom it monitors by name, its assigns", async () => {
  const reader = await open(LESSON, DESK);
  await reader.ready();
  await reader.find(/handle_in\/3.* runs in Ada/);
  await reader.panel("Processes");
  const toggle = reader.simulator.getByRole("button", { name: /^Look inside Ada on videos:1/ });
  await toggle.click();
  expect(await toggle.getAttribute("aria-expanded")).toBe("true");
  const ledger = reader.simulator.locator(".process .ledger");
  await expect.poll(() => ledger.innerText()).toContain("Ada's transport");
  expect(await ledger.innerText()).toMatch(/user\s+"ada"/);
  expect(await violations(reader)).toEqual([]);
});

test("the wire: what became of a frame, and the frames that its refs speak of", async () => {
  const reader = await open(LESSON, DESK);
  await reader.ready();
  await reader.panel("Wire");
  await reader.find(/The server replies ok to Ada's push/);
  const place = await reader.place();
  const belongs = reader.simulator.getByRole("region", { name: "Where it belongs" });
  expect(await belongs.innerText()).toMatch(/sent by the server\s*now/);
  await belongs.getByRole("button", { name: /answers new_annotation/ }).click();
  await expect.poll(() => reader.place()).toBeLessThan(place);
  await expect.poll(() => belongs.innerText()).toContain("its reply, with the ref");
  await reader.simulator.getByText("The same message with serializer 1.0.0").click();
  expect(await reader.simulator.locator(".as-v1").innerText()).toContain(
    '{"topic":"videos:1","event":"new_annotation"',
  );
  expect(await violations(reader)).toEqual([]);
});
