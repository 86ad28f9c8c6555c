import { describe, expect, test } from "vitest";
import { writeTrace } from "../../src/schemas/trace-file.ts";
import { savedRun } from "../schemas/saved-run.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";
import { foundInEveryLook } from "./looks-of-a-state.ts";
import { LESSON, type Reader } from "./reader.ts";
import { readersOfThisFile } from "./readers.ts";

const { open } = readersOfThisFile();

const PLAYGROUND = "/playground/";
/** An entry in which somebody is tracked. */
const ENTRY = "/gallery/presence-shows-someone-twice/";

const DESK = { viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" } as const;

/** Gathers what axe finds, by the state in which it does. */
class Judge {
  readonly found: { readonly state: string; readonly told: readonly string[] }[] = [];
  readonly reader: Reader;

  constructor(reader: Reader) {
    this.reader = reader;
  }

  async look(state: string, selector: string): Promise<void> {
    await this.reader.page.locator(selector).first().waitFor();
    const told = await foundInEveryLook(this.reader.page, selector);
    if (told.length > 0) this.found.push({ state, told });
  }

  /** Closes the dialog, of which the states that follow are not. */
  async closeDialog(): Promise<void> {
    const dialog = this.reader.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Close" }).click();
    await dialog.waitFor({ state: "detached" });
  }
}

/**
 * A reader at a page's first simulator. Whatever else there is to read or to try goes: axe reads all of a page each
 * time, and every page as a whole is held against it by `npm run site-check`.
 */
async function judgeOf(path: string): Promise<Judge> {
  const reader = await open(path, DESK, noClipboard);
  await reader.ready();
  await reader.page.evaluate(() => {
    const first = document.querySelector(".simulator");
    for (const one of document.querySelectorAll(".sim-place, .exercise, .scene, .prose > *"))
      if (!one.contains(first) && !first?.contains(one)) one.remove();
  });
  await reader.press("End");
  return new Judge(reader);
}

/** Then the link that is copied stands in a field. */
function noClipboard(): void {
  Reflect.defineProperty(navigator, "clipboard", { value: undefined });
}

/** What opens within a panel, by its name. */
const WITHIN: { readonly [panel: string]: (judge: Judge) => Promise<void> } = {
  "Take over": async (judge) => {
    const { simulator } = judge.reader;
    for (const more of await simulator.locator(".act-more > summary").all()) await more.click();
    for (const form of await simulator.locator("summary.act").all()) await form.click();
    await judge.look("Take over, all forms open", ".bench");
    const push = simulator.locator(".act-form", {
      has: judge.reader.page.getByRole("button", { name: "Push", exact: true }),
    });
    // Who has no page there, or none that may push, has no such form.
    if ((await push.count()) === 0) return;
    await push.getByLabel("Event").first().fill("x");
    await push.getByLabel("Payload").first().fill("{ no: 1 }");
    await push.getByRole("button", { name: "Push", exact: true }).first().click();
    await simulator.locator(".act-form [aria-invalid=true]").waitFor();
    await judge.look("Take over, a form with an error", ".act-form:has([aria-invalid=true])");
  },
  Statecharts: async (judge) => {
    const { simulator } = judge.reader;
    const machines = simulator.getByRole("tablist", { name: "Which statechart" }).getByRole("tab");
    for (const machine of await machines.all()) {
      await machine.click();
      await simulator.locator(".chart-state").first().click();
      await judge.look(`Statecharts, a state chosen: ${await machine.innerText()}`, ".bench");
    }
  },
  Wire: async (judge) => {
    const { simulator } = judge.reader;
    const other = simulator.locator(".panel details > summary");
    while ((await other.count()) === 0) await judge.reader.button("One step back").click();
    await other.first().click();
    await judge.look("Wire, with the other serializer", ".bench");
  },
  Processes: async (judge) => {
    const { simulator } = judge.reader;
    await simulator
      .getByRole("button", { name: /^Look inside/ })
      .last()
      .click();
    await simulator.locator(".process .ledger").waitFor();
    await judge.look("Processes, one opened", ".bench");
  },
};

async function throughThePanels(judge: Judge): Promise<void> {
  const { simulator } = judge.reader;
  for (const name of await simulator.getByRole("tablist").first().getByRole("tab").allInnerTexts()) {
    await judge.reader.panel(name);
    await simulator.locator(".panel > *").first().waitFor();
    await judge.look(name, ".bench");
    await WITHIN[name]?.(judge);
  }
}

async function throughTheRest(judge: Judge): Promise<void> {
  const { reader } = judge;
  const { simulator, page } = reader;
  await reader.panel("Viewers");
  await reader.button("Speed, jumps and named moments").click();
  await simulator.locator(".time-tools").getByLabel("Jump to").selectOption("frames");
  await reader.button("Why?").click();
  await simulator.locator(".cause").waitFor();
  await judge.look("asked why, with the tools of time", ".simulator");
  await simulator.locator("details.steps > summary").click();
  await judge.look("all steps", ".steps");
  await reader.button("Share").click();
  await simulator.getByRole("button", { name: /Copy link/ }).click();
  await simulator.getByRole("textbox", { name: "The link" }).waitFor();
  await judge.look("the menu of sharing, with a link", ".share");
  await reader.button("Share").click();
  await reader.button("Larger").click();
  await judge.look("large", "dialog.large-view");
  await judge.closeDialog();
  await reader.scrubber.press("?");
  await judge.look("the sheet of keys", "dialog.keys");
  await judge.closeDialog();

  await reader.panel("Take over");
  await simulator.locator(".panel button.act").first().click();
  await simulator.locator(".fork").waitFor();
  await reader.button("Compare").click();
  await simulator.locator(".comparison").waitFor();
  await judge.look("compared", ".bench");
  await reader.button("The two diagrams side by side").click();
  await page.getByRole("dialog").locator(".difference-mark").first().waitFor({ state: "attached" });
  await judge.look("side by side", "dialog.beside");
  await judge.closeDialog();
}

test.each([LESSON, ENTRY, PLAYGROUND])(
  "axe finds nothing in any state of the simulator on %s",
  async (path) => {
    const judge = await judgeOf(path);
    await throughThePanels(judge);
    await throughTheRest(judge);
    expect(judge.found).toEqual([]);
    // Some twenty states in four looks, half a minute on a quiet machine.
  },
  300_000,
);

test("nor where a lesson's code is edited, nor where a link is told of", async () => {
  const reader = await open("/lessons/creating-a-channel/telling-everyone/", DESK);
  await reader.ready();
  const judge = new Judge(reader);
  const figure = reader.page.locator("figure[data-editable]").first();
  await figure.getByRole("button", { name: "Edit and run" }).click();
  await figure.locator(".cm-content").click();
  await reader.page.keyboard.type("oh ");
  await figure.locator(".editor-problems").waitFor();
  await judge.look("a lesson's Elixir, with a problem", "figure[data-editing]");
  await reader.page.evaluate(() => {
    location.hash = "#run=1.broken";
  });
  await reader.page.getByRole("alert").waitFor();
  await judge.look("a link that is damaged", ".link-notice");
  expect(judge.found).toEqual([]);
});

describe("nor in what the playground has besides", () => {
  test.each([
    { language: "JavaScript", file: /\.js$/, added: "\n// mine" },
    { language: "Elixir", file: /\.ex$/, added: "\n# mine" },
  ])("its editor of $language, and a link with what was written in it", async ({ file, added }) => {
    const judge = await judgeOf(PLAYGROUND);
    const { reader } = judge;
    const code = reader.page.locator(".playground-code");
    const files = await code
      .locator("option")
      .evaluateAll((all) => all.map((one) => one.getAttribute("value") ?? ""));
    await code.getByRole("combobox").selectOption(files.find((one) => file.test(one)) ?? "");
    await code.getByRole("button", { name: "Edit and run" }).click();
    await code.locator(".cm-content").click();
    await reader.page.keyboard.press("Control+Home");
    await reader.page.keyboard.type(") ");
    await code.locator(".editor-problems").waitFor();
    await judge.look("with a problem", ".playground-code");
    for (const _ of ") ") await reader.page.keyboard.press("Backspace");
    await reader.page.keyboard.press("Control+End");
    await reader.page.keyboard.type(added);
    await code.getByRole("button", { name: "Run" }).click();
    await code.locator(".editor-outcome").getByText("It ran").waitFor();
    await judge.look("after a run", ".playground-code");
    await judge.look("a run of changed code", ".bench");

    await reader.button("Share").click();
    await reader.button("Copy link to this moment").click();
    const link = await reader.simulator.getByRole("textbox", { name: "The link" }).inputValue();
    const guest = await open(PLAYGROUND + new URL(link).hash, DESK);
    await guest.page.getByText("Nothing of it has run").waitFor();
    const other = new Judge(guest);
    await other.look("a link with code", ".link-code");
    expect([...judge.found, ...other.found]).toEqual([]);
  });

  test("a file that is bad, one that is none, and a run that was saved", async () => {
    const judge = await judgeOf(PLAYGROUND);
    const { reader } = judge;
    const input = reader.page.locator("input[type=file]");
    const file = { name: "a.json", mimeType: "application/json" };
    const text = writeTrace(savedRun(lessonScenario("cable-pulled-while-ada-writes"), "right"));
    for (const bad of ["[1, 2", text.replace('"kind":"frame_arrived"', '"kind":"frame_arived"')]) {
      await input.setInputFiles({ ...file, buffer: Buffer.from(bad) });
      await reader.page
        .getByRole("alert")
        .getByText(/^line \d+, column \d+/)
        .waitFor();
      await judge.look("a bad file", ".playground-head");
      await reader.page.getByRole("alert").getByRole("button", { name: "Close" }).click();
    }
    await input.setInputFiles({ ...file, buffer: Buffer.from(text) });
    await reader.page.getByText("as it was saved in a.json").waitFor();
    await judge.look("a saved run: head", ".playground-head");
    await reader.button("Share").click();
    await reader.simulator.locator(".share-menu").waitFor();
    await judge.look("a saved run", ".simulator");
    expect(judge.found).toEqual([]);
  });
});
