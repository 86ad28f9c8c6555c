import { describe, expect, test } from "vitest";
import { LINE, SYMPTOM } from "./reader.ts";
import { readersOfThisFile } from "./readers.ts";

const { open } = readersOfThisFile();

const DESK = { viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" } as const;
const PHONE = { viewport: { width: 360, height: 740 }, reducedMotion: "reduce" } as const;

describe("an entry of the gallery", () => {
  test("has its two runs side by side on a desk, and one under the other on a phone", async () => {
    const places = async (options: typeof DESK | typeof PHONE) => {
      const reader = await open(SYMPTOM, options);
      const boxes = await reader.page
        .locator("[data-half] .simulator")
        .evaluateAll((simulators) => simulators.map((one) => one.getBoundingClientRect().toJSON()));
      expect(boxes).toHaveLength(2);
      return boxes;
    };
    const [left, right] = await places(DESK);
    expect(Math.abs(left.top - right.top)).toBeLessThan(2);
    expect(right.left).toBeGreaterThan(left.right);
    const [upper, lower] = await places(PHONE);
    expect(lower.top).toBeGreaterThan(upper.bottom);
  });

  test("each phrase moves the run that it is about, and leaves the other alone", async () => {
    const reader = await open(SYMPTOM, DESK);
    await reader.ready();
    const sentence = (half: string) => reader.page.locator(`[data-half=${half}] .sentence`).innerText();
    const before = { symptom: await sentence("symptom"), fix: await sentence("fix") };
    await reader.page.locator("[data-half=fix] .step-phrase").first().click();
    await expect.poll(() => sentence("fix"), { timeout: 15_000 }).not.toBe(before.fix);
    expect(await sentence("symptom")).toBe(before.symptom);
    await reader.page.locator("[data-half=symptom] .step-phrase").first().click();
    await expect.poll(() => sentence("symptom"), { timeout: 15_000 }).not.toBe(before.symptom);
  });

  test("its exercise shows its run in the simulator of the symptom", async () => {
    const reader = await open(SYMPTOM, DESK);
    await reader.ready();
    const exercise = reader.page.locator(".exercise");
    await exercise.scrollIntoViewIfNeeded();
    await exercise.locator("form").hover();
    await exercise.locator("[data-live]").waitFor();
    await exercise.getByRole("button", { name: "Check" }).click();
    await exercise.getByText("✗ Not yet").waitFor();
    await exercise.getByRole("button", { name: /Show it in the simulator/ }).click();
    await reader.page.locator("[data-half=symptom]").getByText("A run of the exercise.").waitFor();
  });

  test("is found by what its reader would type, and linked from the lesson behind it", async () => {
    const reader = await open(LINE, DESK);
    expect(await reader.page.locator(`.lesson-symptoms a[href="${SYMPTOM}"]`).count()).toBe(1);
    await reader.page.keyboard.press("/");
    await reader.page.getByRole("searchbox").fill("handler triggered twice");
    await reader.page.locator(`.search li a[href^="${SYMPTOM}"]`).first().waitFor();
  });
});
