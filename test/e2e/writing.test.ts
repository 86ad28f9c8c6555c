import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "vitest";
import { readersOfThisFile } from "./readers.ts";

const { open } = readersOfThisFile();

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

test("an exercise in Elixir is written, judged and shown on a phone", async () => {
  const reader = await open("/lessons/creating-a-channel/round-the-loop/", PHONE);
  await reader.ready();
  const exercise = reader.page.locator("#exercise-not-worth-a-crash");
  await exercise.scrollIntoViewIfNeeded();
  await exercise.getByRole("button", { name: "Change it" }).tap();
  await exercise.locator(".cm-content").waitFor();
  // The card stays as wide as the screen; what is wider scrolls in it.
  expect(await reader.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);

  const clause = exercise.locator(".cm-line").filter({ hasText: '"new_annotation", %{' });
  const write = async (text: string): Promise<void> => {
    await clause.tap();
    await reader.page.keyboard.press("Home");
    await reader.page.keyboard.type(text);
  };
  await write('def handle_in("seek", _payload, socket), do: {:reply, :ok, socket}\n');
  await exercise.getByRole("button", { name: "Check" }).tap();
  await exercise.getByText("Not yet").waitFor();
  expect(await exercise.locator(".verdict").innerText()).toContain("Seen: it is replied (ok)");

  await exercise.getByRole("button", { name: /^Show it in the simulator/ }).tap();
  const shown = reader.page.locator('[data-simulator-of="no-clause-fits"]');
  await shown.locator(".fork").waitFor();
  await expect.poll(() => shown.locator(".sentence").innerText()).not.toBe("");

  await exercise.locator(".cm-line").filter({ hasText: "{:reply, :ok, socket}" }).first().tap();
  await reader.page.keyboard.press("End");
  for (const _ of "{:reply, :ok, socket}") await reader.page.keyboard.press("Backspace");
  await reader.page.keyboard.type('{:reply, {:error, %{reason: "no position"}}, socket}');
  await exercise.getByRole("button", { name: "Check" }).tap();
  await exercise.getByText("Right").waitFor();
  expect(await exercise.locator(".verdict").innerText()).toContain("It held in 9 runs");
  const checked = await new AxeBuilder({ page: reader.page })
    .include("#exercise-not-worth-a-crash")
    .analyze();
  expect(checked.violations).toEqual([]);
});
