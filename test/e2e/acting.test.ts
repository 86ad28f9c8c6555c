import { AxeBuilder } from "@axe-core/playwright";
import type { Locator } from "playwright-core";
import { describe, expect, test } from "vitest";
import { LESSON, type Reader } from "./reader.ts";
import { readersOfThisFile } from "./readers.ts";

const { open } = readersOfThisFile();

const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };

/** A reader before anything has failed, with the panel open and Ben looked at. */
async function beforeTheCable(options: Parameters<typeof open>[1] = DESK): Promise<Reader> {
  const reader = await open(LESSON, options);
  await reader.ready();
  await reader.find(/cable/);
  await reader.press("ArrowLeft");
  await reader.panel("Take over");
  await reader.look("Ben");
  return reader;
}

function part(reader: Reader, group: string): Locator {
  return reader.simulator.getByRole("region", { name: group, exact: true });
}

/** Unfolds the rarer actions of a part of the panel, and the form of one of them. */
async function unfold(reader: Reader, group: string, form: string | null = null): Promise<void> {
  const more = part(reader, group).locator(".act-more");
  if (!(await more.evaluate((details: HTMLDetailsElement) => details.open)))
    await more.locator("> summary").click();
  if (form !== null) await more.locator("summary.act", { hasText: form }).click();
}

async function said(reader: Reader, words: RegExp): Promise<void> {
  await expect.poll(() => reader.sentence.innerText()).toMatch(words);
}

describe("somebody who was not there", () => {
  test("comes with a token that is refused, and is looked at from then on", async () => {
    const reader = await beforeTheCable();
    await unfold(reader, "Ben's page", "Add a viewer");
    await reader.simulator.getByLabel("The page holds").selectOption({ label: "no token" });
    await reader.button("Add").last().click();
    await said(reader, /^Cleo comes, and opens the page, without a token\.$/);
    await expect
      .poll(() => reader.simulator.getByRole("radio", { name: "Cleo", exact: true }).isChecked())
      .toBe(true);
    await part(reader, "Cleo's page").waitFor();
    await reader.press("End");
    await said(reader, /Cleo.*(403|1006|attempt)/);
    // Before that moment nobody can choose Cleo.
    await reader.press("Home");
    await expect
      .poll(() => reader.simulator.getByRole("radio", { name: "Cleo", exact: true }).count())
      .toBe(0);
  });

  test("a second tab hangs on the same cable; a tab can be closed and opened again", async () => {
    const reader = await beforeTheCable();
    await unfold(reader, "Ben's page");
    await reader.button("Open another tab").click();
    await said(reader, /Ben opens the page once more, in another window/);
    await reader.press("End");
    await part(reader, "Ben 2's page").waitFor();
    await reader.button("Pull the cable").click();
    await said(reader, /Ben's cable is pulled/);
    await reader.forward();
    await reader.forward();
    await said(reader, /Ben 2's cable is pulled/);

    await reader.look("Ada");
    await reader.button("Close the tab").click();
    await said(reader, /Ada closes the tab/);
    await reader.forward();
    await said(reader, /On its way out/);
    await reader.panel("Viewers");
    await expect.poll(() => reader.sees("Ada")).toContain("No page is open here");
    await reader.panel("Take over");
    await reader.button("Open the page").click();
    await said(reader, /Ada opens the page/);
  });
});

describe("what the reader types", () => {
  test("is checked with a message that says where it is wrong, and none of it is lost", async () => {
    const reader = await beforeTheCable();
    await unfold(reader, "Ben's page", "Push an event");
    const payload = part(reader, "Ben's page").getByLabel("Payload");
    await part(reader, "Ben's page").getByLabel("Event").fill("new_annotation");
    await payload.fill('{\n  "body": "typed by hand",\n  at: 0 }');
    await reader.button("Push").last().click();
    await reader.simulator.getByText("line 3, column 3: “a” cannot stand here").waitFor();
    expect(await payload.inputValue()).toContain("typed by hand");
    expect(await payload.getAttribute("aria-invalid")).toBe("true");
    // The focus is where the mistake is.
    const selected = await payload.evaluate((field: HTMLTextAreaElement) => [
      document.activeElement === field,
      field.value.slice(field.selectionStart, field.selectionEnd),
    ]);
    expect(selected).toEqual([true, "a"]);

    await payload.fill('{ "body": "typed by hand", "at": 0 }');
    expect(await reader.simulator.getByText("cannot stand here").count()).toBe(0);
    await reader.button("Push").last().click();
    await said(reader, /page pushes `?new_annotation/);
    await reader.press("End");
    await reader.panel("Viewers");
    await expect.poll(() => reader.sees("Ada")).toContain("typed by hand");
  });

  test("a payload to a topic that nobody joined: the client throws", async () => {
    const reader = await beforeTheCable();
    await unfold(reader, "Ben's page", "Push an event");
    await part(reader, "Ben's page").locator("[open] > form").getByLabel("Topic").fill("videos:9");
    await part(reader, "Ben's page").getByLabel("Event").fill("x");
    await part(reader, "Ben's page").getByLabel("Event").press("Enter");
    await said(reader, /the client throws: the page has never joined that channel/);
  });
});

describe("network and server", () => {
  test("a link is made slow by a preset, and says so", async () => {
    const reader = await beforeTheCable();
    await unfold(reader, "Ben's way to the server", "Make it slow");
    await reader.button("By satellite").click();
    expect(await reader.simulator.getByLabel("Latency, one way").inputValue()).toBe("300");
    await reader.button("Change the link").click();
    await said(reader, /takes 300 ms and up to 20 ms more one way/);
    expect(await reader.button("By satellite").getAttribute("aria-pressed")).toBe("true");
  });

  test("a user is disconnected by the id of the socket", async () => {
    const reader = await beforeTheCable();
    await unfold(reader, "The server", "Disconnect a user");
    expect(await reader.simulator.getByLabel(/Socket id/).inputValue()).toBe("users_socket:ben");
    await reader.button("Disconnect").last().click();
    await said(reader, /broadcast/i);
    await reader.find(/Ben's connection closes with 1001/);
  });

  test("tokens expire without anybody noticing, until the connection breaks", async () => {
    const reader = await beforeTheCable();
    await unfold(reader, "The server", "Let the tokens expire");
    await reader.button("Put the clock ahead").click();
    await said(reader, /clock is put ahead by 25 h/);
    await reader.button("Reset the connection").click();
    await reader.find(/HTTP 403/);
  });

  test("a code that no close frame carries is refused, one that it can carry closes", async () => {
    const reader = await beforeTheCable();
    await unfold(reader, "Ben's way to the server", "Close it with a code");
    const code = reader.simulator.getByLabel("Close code");
    await code.fill("1006");
    await code.press("Enter");
    await reader.simulator.getByText("No close frame carries 1006").waitFor();
    await code.fill("4001");
    await code.press("Enter");
    await said(reader, /A proxy between Ben and the server closes the connection with code 4001/);
  });
});

test("with the keyboard alone: unfold, open, fill in, act", async () => {
  const reader = await beforeTheCable();
  const { page } = reader;
  await part(reader, "The server").locator(".act-more > summary").focus();
  await page.keyboard.press("Space");
  await part(reader, "The server").locator(".act-form").first().waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("event");
  const place = await reader.place();
  await page.keyboard.type("closing soon");
  await page.keyboard.press("ArrowLeft");
  expect(await reader.place()).toBe(place);
  await page.keyboard.press("Enter");
  await said(reader, /Endpoint\.broadcast/);
});

test.each([
  { name: "a desk, light", options: { ...DESK, colorScheme: "light" as const } },
  { name: "a phone, dark", options: { ...PHONE, colorScheme: "dark" as const } },
])(
  "all unfolded, with a mistake shown: nothing for axe to complain of, and nothing too small, at $name",
  async ({ options }) => {
    const reader = await beforeTheCable(options);
    const { page, simulator } = reader;
    const openAll = (selector: string) =>
      simulator.locator(selector).evaluateAll((all) => {
        for (const one of all) if (one instanceof HTMLDetailsElement) one.open = true;
      });
    await openAll(".act-more");
    await expect.poll(() => simulator.locator(".act-form").count()).toBeGreaterThan(6);
    await openAll(".act-form");
    await simulator.getByLabel("Payload").first().fill("{");
    await reader.button("Push").last().click();
    await simulator.getByText("The name of the event is missing").waitFor();
    const { violations } = await new AxeBuilder({ page }).include(".simulator").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual(
      [],
    );
    const small = await simulator.evaluate(
      (element, least) => {
        const pressable = element.querySelectorAll(".actions :is(button, summary, input, select, textarea)");
        return [...pressable].flatMap((one) => {
          const { height } = one.getBoundingClientRect();
          return height > 0 && height < least ? [`${one.textContent}: ${height}`] : [];
        });
      },
      "hasTouch" in options ? 44 : 32,
    );
    expect(small).toEqual([]);
    const tooWide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(tooWide).toBe(0);
  },
);
