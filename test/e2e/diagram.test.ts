import { AxeBuilder } from "@axe-core/playwright";
import { describe, expect, test } from "vitest";
import { LESSON, type Reader } from "./reader.ts";
import { readersOfThisFile } from "./readers.ts";

const { open } = readersOfThisFile();

const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };

const cause = (reader: Reader) => reader.simulator.getByRole("region", { name: "Why it happened" });
const diagram = (reader: Reader) => reader.simulator.getByRole("region", { name: /^Sequence diagram/ });

async function axe({ page }: Reader): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}`));
}

describe("why it happened", () => {
  test("by keyboard: Enter picks the current step, its causes can be gone to, Escape lets go", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.find(/Ada's page clears/);
    const place = await reader.place();
    await diagram(reader).focus();
    await reader.page.keyboard.press("Enter");
    await expect.poll(() => cause(reader).innerText()).toMatch(/\d+ steps led to it, nothing follows/);
    await expect.poll(() => cause(reader).locator(".chain").innerText()).toMatch(/writes an annotation/i);
    expect(await reader.simulator.locator(".fade").count()).toBe(1);

    await cause(reader).getByRole("button", { name: "Go to the first cause" }).press("Enter");
    await expect.poll(() => reader.place()).toBeLessThan(place);
    expect(await reader.sentence.innerText()).toMatch(/writes an annotation/i);
    // What is picked stays so, while the reader walks along its causes.
    expect(await cause(reader).locator(".is-picked").innerText()).toMatch(/clears/);

    await diagram(reader).focus();
    await reader.page.keyboard.press("Escape");
    await expect.poll(() => cause(reader).count()).toBe(0);
    expect(await reader.simulator.locator(".fade").count()).toBe(0);
  });

  test("by mouse: a click on what is drawn picks it, a click beside it lets go", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.find(/broadcasts/);
    await diagram(reader).locator(".diagram-body").getByText("stored 1").click();
    await expect.poll(() => cause(reader).innerText()).toMatch(/stores annotation 1/);
    await diagram(reader)
      .locator(".diagram-body")
      .click({ position: { x: 250, y: 20 }, force: true });
    await expect.poll(() => cause(reader).count()).toBe(0);
  });

  test("the button beside the sentence asks, and the list of steps shows what belongs to it", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.find(/broadcasts/);
    await reader.simulator.getByText(/^Steps: the whole run/).click();
    await reader.button("Why?").click();
    await expect.poll(() => reader.simulator.locator(".steps li.is-lit").count()).toBeGreaterThan(5);
    expect(await reader.simulator.locator(".steps li.is-lit").first().innerText()).toMatch(/writes/);
    await reader.choose(/^Right$/);
    // Another run has other events.
    await expect.poll(() => cause(reader).count()).toBe(0);
    await expect.poll(() => reader.simulator.locator(".steps li.is-lit").count()).toBe(0);
  });

  test.each([
    [DESK, "light"],
    [PHONE, "dark"],
  ] as const)("axe finds nothing with something picked", async (size, colorScheme) => {
    const reader = await open(LESSON, { ...size, colorScheme, reducedMotion: "reduce" });
    await reader.ready();
    await reader.simulator.getByText(/^Steps: the whole run/).click();
    await reader.press("End");
    await reader.press("ArrowLeft");
    await reader.button("Why?").click();
    await cause(reader).waitFor();
    await reader.page.waitForTimeout(300);
    expect(await axe(reader)).toEqual([]);
  });
});

/** Where the current moment stands in the diagram's window, and how high the run is drawn, in pixels. */
async function geometry(reader: Reader) {
  return diagram(reader).evaluate((box) => {
    const line = box.querySelector(".playhead-line")?.getBoundingClientRect().top ?? 0;
    const { top, bottom } = box.getBoundingClientRect();
    // The current step is drawn a second time above the ground, which it has to cover.
    const over = box.querySelector(".diagram-overlay .is-current text");
    const ground = [...box.querySelectorAll(".diagram-body text")].map(
      (text) => text.getBoundingClientRect().top,
    );
    const offset = ground.map((top) => Math.abs(top - (over?.getBoundingClientRect().top ?? 0)));
    return {
      line: line - top,
      room: bottom - top,
      run: box.querySelector(".diagram-body")?.getBoundingClientRect().height ?? 0,
      overlayOff: Math.min(...offset),
    };
  });
}

describe("looking", () => {
  test("by keyboard: nearer and farther keep the current moment where it is, 0 shows the whole run", async () => {
    const reader = await open(LESSON, { ...DESK, reducedMotion: "reduce" });
    await reader.ready();
    await reader.find(/broadcasts/);
    await diagram(reader).focus();
    const before = await geometry(reader);
    for (const key of ["+", "=", "+"]) await reader.page.keyboard.press(key);
    await expect.poll(async () => (await geometry(reader)).run).toBeGreaterThan(before.run * 1.2);
    const near = await geometry(reader);
    expect(Math.abs(near.line - before.line)).toBeLessThan(2);
    expect(near.overlayOff).toBeLessThan(1);
    for (const key of ["-", "-", "-"]) await reader.page.keyboard.press(key);
    await expect.poll(async () => (await geometry(reader)).run).toBe(before.run);
    expect(Math.abs((await geometry(reader)).line - before.line)).toBeLessThan(2);
    await reader.page.keyboard.press("0");
    await expect.poll(async () => (await geometry(reader)).run).toBeLessThan(before.room);
    expect(await reader.button("Zoom out").isDisabled()).toBe(true);
    // Every step is in view now.
    for (const key of ["Home", "End"] as const) {
      await reader.press(key);
      const { line, room } = await geometry(reader);
      expect(line > 0 && line < room).toBe(true);
    }
  });

  test("with the wheel and Ctrl, what is under the pointer stays there", async () => {
    const reader = await open(LESSON, { ...DESK, reducedMotion: "reduce" });
    await reader.ready();
    await reader.find(/broadcasts/);
    const label = diagram(reader).locator(".diagram-body").getByText("stored 1").first();
    const before = await label.boundingBox();
    if (before === null) throw new Error("no label");
    await reader.page.mouse.move(before.x + 5, before.y + 6);
    await reader.page.keyboard.down("Control");
    await reader.page.mouse.wheel(0, -300);
    await reader.page.keyboard.up("Control");
    await expect.poll(async () => (await geometry(reader)).run).toBeGreaterThan(2000);
    const after = await label.boundingBox();
    expect(Math.abs((after?.y ?? 0) - before.y)).toBeLessThan(12);
  });

  test("a mouse drags the run, and that is no click", async () => {
    const reader = await open(LESSON, { ...DESK, reducedMotion: "reduce" });
    await reader.ready();
    await reader.find(/broadcasts/);
    const { line } = await geometry(reader);
    const box = await diagram(reader).boundingBox();
    if (box === null) throw new Error("no diagram");
    // What listens to the hand is loaded when the pointer comes.
    const listening = reader.page.waitForResponse(/gestures/);
    await reader.page.mouse.move(box.x + 200, box.y + 250);
    await listening;
    await reader.page.waitForTimeout(300);
    await reader.page.mouse.down();
    await reader.page.mouse.move(box.x + 200, box.y + 200, { steps: 4 });
    await reader.page.mouse.up();
    expect(Math.abs((await geometry(reader)).line - (line - 50))).toBeLessThan(3);
    expect(await cause(reader).count()).toBe(0);
  });

  test("what hands do while what listens to them is on its way is made up for", async () => {
    const reader = await open(LESSON, { ...DESK, reducedMotion: "reduce" });
    await reader.ready();
    await reader.find(/broadcasts/);
    const { line } = await geometry(reader);
    const box = await diagram(reader).boundingBox();
    if (box === null) throw new Error("no diagram");
    let letThrough = () => {};
    const through = new Promise<void>((resolve) => {
      letThrough = resolve;
    });
    await reader.page.route(/gestures/, async (route) => {
      await through;
      await route.continue();
    });
    const { mouse } = reader.page;
    await mouse.move(box.x + 200, box.y + 250);
    await mouse.down();
    await mouse.move(box.x + 200, box.y + 210, { steps: 4 });
    expect((await geometry(reader)).line).toBe(line);
    letThrough();
    await expect.poll(async () => Math.abs((await geometry(reader)).line - (line - 40))).toBeLessThan(3);
    // It is still held.
    await mouse.move(box.x + 200, box.y + 200, { steps: 2 });
    await mouse.up();
    await expect.poll(async () => Math.abs((await geometry(reader)).line - (line - 50))).toBeLessThan(3);
    expect(await cause(reader).count()).toBe(0);
  });

  test("without following, the diagram stays where the reader has put it", async () => {
    const reader = await open(LESSON, { ...DESK, reducedMotion: "reduce" });
    await reader.ready();
    const follow = reader.button("Follow");
    expect(await follow.getAttribute("aria-pressed")).toBe("true");
    await follow.click();
    const scrollTop = () => diagram(reader).evaluate((box) => box.scrollTop);
    const before = await scrollTop();
    await reader.press("End");
    await expect.poll(() => reader.place()).toBeGreaterThan(50);
    expect(await scrollTop()).toBe(before);
    await follow.click();
    await expect.poll(scrollTop).toBeGreaterThan(before + 100);
  });

  test("what was drawn before is not kept", async () => {
    const reader = await open(LESSON, { ...DESK, reducedMotion: "reduce" });
    await reader.ready();
    await diagram(reader).focus();
    const devtools = await reader.page.context().newCDPSession(reader.page);
    const nodes = async () => {
      await devtools.send("HeapProfiler.collectGarbage");
      return (await devtools.send("Memory.getDOMCounters")).nodes;
    };
    const round = async () => {
      for (const key of ["+", "ArrowRight", "-", "ArrowLeft"]) {
        await reader.page.keyboard.press(key);
        await reader.page.waitForTimeout(30);
      }
    };
    await round();
    const before = await nodes();
    for (let count = 0; count < 12; count += 1) await round();
    // One drawing has some two thousand nodes.
    expect(await nodes()).toBeLessThan(before + 500);
  });

  test("the large view fills the window, splits page and socket, steps, and goes with Escape", async () => {
    const reader = await open(LESSON, { ...DESK, reducedMotion: "reduce" });
    await reader.ready();
    await reader.find(/broadcasts/);
    await reader.button("Larger").click();
    const large = reader.page.getByRole("dialog", { name: /large$/ });
    await large.waitFor();
    await expect.poll(() => large.locator(".diagram-head").textContent()).toMatch(/socket/);
    const { line, room } = await geometry(reader);
    expect(line > 60 && line < room).toBe(true);
    const place = await reader.place();
    await reader.page.keyboard.press("ArrowRight");
    await expect.poll(() => reader.place()).toBe(place + 1);
    // The first Escape lets go of what is picked, the second of the view.
    await reader.page.keyboard.press("Enter");
    await cause(reader).waitFor();
    expect(await axe(reader)).toEqual([]);
    await diagram(reader).focus();
    await reader.page.keyboard.press("Escape");
    await expect.poll(() => cause(reader).count()).toBe(0);
    expect(await large.count()).toBe(1);
    await reader.page.keyboard.press("Escape");
    await expect.poll(() => large.count()).toBe(0);
    expect(await reader.place()).toBe(place + 1);
    expect(await diagram(reader).count()).toBe(1);
  });

  test.each([
    ["portrait", { width: 360, height: 740 }],
    ["landscape", { width: 740, height: 360 }],
  ])("on a phone the large view fits, %s", async (_, viewport) => {
    const reader = await open(LESSON, { viewport, hasTouch: true, reducedMotion: "reduce" });
    await reader.ready();
    await reader.button("Larger").click();
    const large = reader.page.getByRole("dialog", { name: /large$/ });
    await large.waitFor();
    const overflows = await large.evaluate(
      (dialog) =>
        dialog.scrollHeight > dialog.clientHeight + 1 || dialog.scrollWidth > dialog.clientWidth + 1,
    );
    expect(overflows).toBe(false);
    const box = await diagram(reader).boundingBox();
    expect(box?.height).toBeGreaterThan(300);
    expect(await axe(reader)).toEqual([]);
  });
});
