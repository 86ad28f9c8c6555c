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
