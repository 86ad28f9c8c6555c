import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkFrontMatter } from "../../src/schemas/front-matter.ts";
import { galleryEntry } from "../../src/schemas/gallery-entry.ts";
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
    const exercise = reader.page.locator(".exercise").first();
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

test("every entry is found by the error message that its reader has, and the list leads to every entry", async () => {
  const entries = globSync("content/gallery/*/index.mdx").map((file) => {
    const checked = checkFrontMatter(readFileSync(file, "utf8"), file, galleryEntry);
    if (!checked.ok) throw new Error(`${file} has bad front matter`);
    return { ...checked.data, path: `/gallery/${file.split("/").at(-2)}/` };
  });
  const reader = await open("/gallery/", DESK);
  const links = await reader.page
    .locator(".symptom-rows a")
    .evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  expect(links.toSorted()).toEqual(entries.map(({ path }) => path).sort());
  await reader.page.getByRole("button", { name: "Search for an error message" }).click();
  const field = reader.page.getByRole("searchbox");
  const unfound: string[] = [];
  for (const { path, errors } of entries) {
    for (const error of errors) {
      await field.fill(error);
      const row = reader.page.locator(`.search li a[href^="${path}"]`).first();
      await row.waitFor({ timeout: 5000 }).catch(() => unfound.push(`${path}: ${error}`));
    }
  }
  expect(unfound).toEqual([]);
});
