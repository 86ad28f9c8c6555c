import AxeBuilder from "@axe-core/playwright";
import type { Locator } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Reader } from "./reader.ts";
import { readersOfThisFile } from "./readers.ts";

const { open } = readersOfThisFile();

const LESSON = "/lessons/creating-a-channel/telling-everyone/";
const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };

/** The editor of the lesson's channel, open. */
async function editorOf(reader: Reader): Promise<Locator> {
  await reader.ready();
  const figure = reader.page.locator("figure[data-editable]").first();
  await figure.getByRole("button", { name: "Edit and run" }).click();
  await figure.locator(".cm-content").waitFor();
  return figure;
}

/** Puts something in the place of a word in the editor, as one does by hand. */
async function retype(reader: Reader, figure: Locator, word: string, typed: string): Promise<void> {
  await figure.locator(".cm-line").filter({ hasText: word }).first().click();
  await reader.page.keyboard.press("Home");
  const line = await figure.locator(".cm-activeLine").innerText();
  const indent = line.length - line.trimStart().length;
  for (let move = indent; move < line.indexOf(word); move += 1)
    await reader.page.keyboard.press("ArrowRight");
  for (const _ of word) await reader.page.keyboard.press("Delete");
  await reader.page.keyboard.type(typed);
}

describe("a reader changes the channel of the lesson", () => {
  test("runs it by keyboard, compares, and goes back to the lesson's", async () => {
    const reader = await open(LESSON, DESK);
    const figure = await editorOf(reader);
    await retype(reader, figure, "broadcast!", "broadcast_from!");
    await reader.page.keyboard.press("Control+Enter");
    await figure.getByText("The first difference is at 2.040 s").waitFor();
    expect(await reader.sentence.innerText()).toMatch(/to the 2 other processes/);

    await reader.button("Compare").click();
    const comparison = reader.simulator.locator(".comparison");
    await comparison.getByText("First difference").waitFor();
    expect(await comparison.innerText()).toMatch(/to the 3 processes[\s\S]*to the 2 other processes/);

    await reader.button("The two diagrams side by side").click();
    const beside = reader.page.getByRole("dialog", { name: /two runs side by side/ });
    const marks = beside.getByText("First difference");
    await marks.nth(1).waitFor();
    const heights = () => marks.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    const [left, right] = await heights();
    expect(right).toBeCloseTo(left ?? Number.NaN, 0);
    // Who scrolls one of them takes the other along.
    const boxes = beside.locator(".diagram");
    await boxes.first().evaluate((box) => box.scrollBy({ top: -150, behavior: "instant" }));
    await expect
      .poll(async () => (await heights()).map(Math.round))
      .toEqual([Math.round((left ?? 0) + 150), Math.round((left ?? 0) + 150)]);
    expect((await new AxeBuilder({ page: reader.page }).analyze()).violations).toEqual([]);
    await beside.getByRole("button", { name: "Close" }).click();

    await reader.button("Back to the lesson's code").click();
    await reader.simulator.locator(".fork").waitFor({ state: "detached" });
    await reader.press("End");
    await reader.press("Home");
    await reader.find(/broadcasts/);
    expect(await reader.sentence.innerText()).toMatch(/to the 3 processes/);
  });

  test("steps through their own text, which is the one that runs", async () => {
    const reader = await open(LESSON, DESK);
    const figure = await editorOf(reader);
    await retype(reader, figure, "broadcast!", "broadcast_from!");
    await reader.page.keyboard.press("Control+Enter");
    await figure.getByText("The first difference is at 2.040 s").waitFor();
    await reader.panel("Code");
    const now = reader.simulator.locator('.source li[aria-current="true"]');
    await expect.poll(() => now.innerText()).toContain("broadcast_from!(socket");
    await reader.button("Back to the lesson's code").click();
    await reader.find(/broadcasts/);
    await expect.poll(() => now.innerText()).toContain("broadcast!(socket");
  });

  test("is told what is wrong while typing, and keeps the last good run", async () => {
    const reader = await open(LESSON, DESK);
    const figure = await editorOf(reader);
    const sentence = await reader.sentence.innerText();
    await retype(reader, figure, "annotation)", "anotation)");
    await figure.locator(".cm-lintRange-error").waitFor();
    expect(await figure.locator(".editor-problems").innerText()).toMatch(
      /13:\d+ undefined variable "anotation"/,
    );
    await figure.getByRole("button", { name: "Run" }).click();
    await figure.getByText("Not run").waitFor();
    expect(await reader.sentence.innerText()).toBe(sentence);
    expect(await reader.simulator.locator(".fork").count()).toBe(0);
  });

  test("keeps its keys for itself, also the one that opens the site's search elsewhere", async () => {
    const reader = await open(LESSON, DESK);
    const figure = await editorOf(reader);
    await figure.locator(".cm-line").first().click();
    await reader.page.keyboard.press("Home");
    await reader.page.keyboard.type("# handle_in/3, or what? ");
    expect(await figure.locator(".cm-line").first().innerText()).toContain("# handle_in/3, or what? ");
    expect(await reader.page.getByRole("dialog").count()).toBe(0);
  });

  test("leaves the editor with Tab or Escape, and finds their text again after a reload", async () => {
    const reader = await open(LESSON, DESK);
    const figure = await editorOf(reader);
    await retype(reader, figure, "broadcast!", "broadcast_from!");
    await reader.page.keyboard.press("Tab");
    await expect
      .poll(() => figure.locator(".editor-run").evaluate((one) => one.matches(":focus")))
      .toBe(true);
    await figure.locator(".cm-content").focus();
    await reader.page.keyboard.press("Escape");
    await expect
      .poll(() => figure.locator(".editor-run").evaluate((one) => one.matches(":focus")))
      .toBe(true);

    await reader.page.reload();
    await reader.ready();
    // It is there, and nothing of it has run.
    expect(await reader.simulator.locator(".fork").count()).toBe(0);
    await figure.getByRole("button", { name: "Edit yours" }).click();
    await figure.locator(".cm-line").filter({ hasText: "broadcast_from!" }).waitFor();
    await figure.getByRole("button", { name: "The lesson's text again" }).click();
    await figure.locator(".cm-line").filter({ hasText: "broadcast!" }).waitFor();
    await figure.getByRole("button", { name: "Close" }).click();
    await figure.getByRole("button", { name: "Edit and run" }).waitFor();
  });

  test.each([
    ["on a desk, by day", DESK, "light"],
    ["on a phone, at night", PHONE, "dark"],
  ] as const)("everybody can use it %s", async (_, where, colorScheme) => {
    const reader = await open(LESSON, { ...where, colorScheme });
    const figure = await editorOf(reader);
    await retype(reader, figure, "annotation)", "anotation)");
    await figure.locator(".editor-problems").waitFor();
    const editing = await new AxeBuilder({ page: reader.page }).analyze();
    expect(editing.violations).toEqual([]);
    await retype(reader, figure, "anotation)", "annotation)");
    await retype(reader, figure, "broadcast!", "broadcast_from!");
    await figure.getByRole("button", { name: "Run" }).click();
    await figure.getByText("It ran").waitFor();
    await reader.button("Compare").click();
    await reader.simulator.getByText("First difference").waitFor();
    const comparing = await new AxeBuilder({ page: reader.page }).analyze();
    expect(comparing.violations).toEqual([]);
  });
});

describe("an exercise in Elixir", () => {
  test("is judged by what the reader's channel does, and remembers it", async () => {
    const reader = await open("/lessons/authentication-and-replies/replies/", DESK);
    await reader.ready();
    const exercise = reader.page.locator("#exercise-tell-ada");
    await exercise.getByRole("button", { name: "Change it" }).click();
    await exercise.locator(".cm-content").waitFor();
    await retype(reader, exercise, "{:noreply, socket}", "{:reply, {:ok, annotation}, socket}");
    await reader.page.keyboard.press("Control+Enter");
    await exercise.getByText("Not yet").waitFor();
    expect(await exercise.locator(".verdict").innerText()).toContain("“”: not saved");

    await exercise.locator(".cm-line").filter({ hasText: "def handle_in" }).click();
    await reader.page.keyboard.press("Home");
    await reader.page.keyboard.type(
      'def handle_in("new_annotation", %{"body" => ""}, socket), do: {:reply, {:error, %{reason: "no text"}}, socket}\n',
    );
    await exercise.getByRole("button", { name: "Check" }).click();
    await exercise.getByText("Right").waitFor();
    const checked = await new AxeBuilder({ page: reader.page }).include("#exercise-tell-ada").analyze();
    expect(checked.violations).toEqual([]);

    await reader.page.reload();
    await reader.ready();
    await exercise.hover();
    await exercise.getByText("You have solved this one").waitFor();
    expect(await exercise.locator("pre").innerText()).toContain('reason: "no text"');
  });
});
