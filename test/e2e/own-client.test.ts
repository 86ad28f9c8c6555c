import { createHash } from "node:crypto";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serializeTrace } from "../../src/trace/serialize.ts";
import { runDrained, withPage } from "../simulation/own-page.ts";
import { allScenarios, readText } from "../simulation/scenario-files.ts";
import { Library, type Reader } from "./reader.ts";
import { loadInSandbox, openSandbox } from "./sandbox.ts";

let library: Library;

beforeAll(async () => {
  library = await Library.open();
});

afterAll(async () => {
  await library?.close();
});

test("every page of the site gives the same bytes in the sandbox as in Node, promises and all", async () => {
  const page = await openSandbox(library);
  const differing: string[] = [];
  for (const scenario of allScenarios()) {
    for (const { id, page: program } of scenario.variants) {
      const own = withPage(scenario, program, readText(`content/pages/${program}.js`));
      const run = await loadInSandbox(page, own, id);
      const inNode = await runDrained(own, { variant: id });
      if (serializeTrace(run.events) !== serializeTrace(inNode.events))
        differing.push(`${scenario.id} ${id}`);
    }
  }
  expect(differing).toEqual([]);
});

describe("in the playground", () => {
  /** The editor of the page's program, with this inside of `openPage` before it connects. */
  async function edited(reader: Reader, inside: string): Promise<Locator> {
    await reader.ready();
    const code = reader.page.getByRole("region", { name: "Code" });
    await code.getByRole("button", { name: "Edit and run" }).click();
    await code.locator(".cm-content").waitFor();
    await retype(reader, inside);
    return code;
  }

  async function retype(reader: Reader, inside: string): Promise<void> {
    await reader.page.locator(".cm-content").focus();
    await reader.page.keyboard.press("ControlOrMeta+a");
    await reader.page.keyboard.press("Delete");
    await reader.page.keyboard.insertText(`export function openPage({ Socket, page }) {
  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");
  page.show({});
  ${inside}
  socket.connect();
  channel.join();
  return { socket };
}`);
  }

  const FINE = 'setTimeout(async () => { await null; page.show({ lines: ["fine " + page.user] }); }, 1000);';

  test("a page of the reader's runs, is compared, tells what it says, and is kept", async () => {
    const reader = await library.reader("/playground/", { viewport: { width: 1440, height: 900 } });
    const code = await edited(reader, `console.log("hello", page.user); ${FINE}`);
    await code.getByRole("button", { name: "Run" }).click();
    await code.getByText("It ran. The first difference is at").waitFor();
    expect(await code.locator(".page-console").innerText()).toMatch(/hello ada[\s\S]*hello ben/);
    await reader.press("End");
    await expect.poll(() => reader.sees("Ben")).toContain("fine ben");
    await reader.button("Compare").click();
    await reader.simulator.getByText("First difference").waitFor();

    await retype(reader, "nothing.at.all;");
    await code.getByRole("button", { name: "Run" }).click();
    await code.getByText("ReferenceError: nothing is not defined").first().waitFor();
    await code.getByRole("button", { name: "line 5" }).first().click();

    await retype(reader, "const a = ;");
    await code.locator(".editor-problems").getByText("5:13 Unexpected token").waitFor();
    await code.getByRole("button", { name: "Run" }).click();
    await code.getByText("Not run").waitFor();
    expect(reader.complaints).toEqual([]);
    await reader.leave();
  });

  test.each([
    [
      "a loop without an end",
      "let turns = 0;\n  for (;;) {\n    turns += 1;\n  }",
      /^Stopped: this page's code did not come to an end within two seconds.* last seen at line 6\.$/,
    ],
    [
      "promises without an end",
      "const again = () => Promise.resolve().then(again); again();",
      /^Stopped: .*two seconds.* line 5\.$/,
    ],
    [
      "timers without an end",
      "const again = () => { for (let i = 0; i < 9; i += 1) setTimeout(again); page.show({ lines: [String(Math.random())] }); }; again();",
      /^Stopped: more than 100000 things|It ran/,
    ],
    [
      "a list without an end",
      "const all = []; for (;;) all.push(new Array(1000).fill(all.length));",
      /^Stopped: .*grows without end\?.* line 5\.$/,
    ],
    [
      "bytes without an end",
      "const all = []; for (;;) all.push(new Uint8Array(10_000_000).fill(all.length));",
      /^Stopped: |It ran/,
    ],
    ["a text without an end", 'let all = "a"; for (;;) all += all;', /It ran/],
  ])("%s is stopped, and everything else is as it was", async (_, inside, message) => {
    const reader = await library.reader("/playground/", { viewport: { width: 1440, height: 900 } });
    const code = await edited(reader, inside);
    const sentence = await reader.sentence.innerText();
    await code.getByRole("button", { name: "Run" }).click();
    const outcome = code.locator(".editor-outcome");
    await expect.poll(() => outcome.innerText(), { timeout: 15_000 }).toMatch(message);
    if (/^Stopped/.test(await outcome.innerText())) expect(await reader.sentence.innerText()).toBe(sentence);
    await reader.forward();
    await retype(reader, FINE);
    await code.getByRole("button", { name: "Run" }).click();
    await code.getByText("It ran. The first difference is at").waitFor();
    await reader.press("End");
    await expect.poll(() => reader.sees("Ben")).toContain("fine ben");
    expect(reader.complaints).toEqual([]);
    await reader.leave();
  });

  test("a browser that has ended the sandbox's process is told of", async () => {
    const reader = await library.reader("/playground/", { viewport: { width: 1440, height: 900 } });
    // As after that, nobody answers from the frame. (A process that is really ended ends Playwright's page, too.)
    await reader.page.route("**/sandbox/", async (route) => {
      const answer = await route.fetch();
      const text = await answer.text();
      const silent = text.replaceAll("page.postMessage(data))", "null)");
      const [, script = ""] = /srcdoc="<!doctype html><script>([\s\S]*?)<\/script>/.exec(silent) ?? [];
      const hash = createHash("sha256").update(script.replaceAll("&gt;", ">")).digest("base64");
      await route.fulfill({ response: answer, body: silent.replace(/'sha256-[^']+'/, `'sha256-${hash}'`) });
    });
    const code = await edited(reader, "for (;;) {}");
    await code.getByRole("button", { name: "Run" }).click();
    await code.getByText(/^Stopped: the browser has ended this page's code, .*no memory left/).waitFor();
    await code.getByRole("button", { name: "line 5" }).waitFor();
    expect(reader.complaints).toEqual([]);
    await reader.leave();
  });

  test("code that comes with a link is shown, and runs when the reader says so", async () => {
    const writer = await library.reader("/playground/", { viewport: { width: 1440, height: 900 } });
    const code = await edited(writer, FINE);
    await code.getByRole("button", { name: "Run" }).click();
    await code.getByText("It ran. The first difference is at").waitFor();
    await writer.press("End");
    await writer.button("Share").click();
    const address = await writer.simulator.getByRole("link", { name: /playground/ }).count();
    expect(address).toBe(0);
    await writer.page.evaluate(() => {
      Object.defineProperty(navigator, "clipboard", {
        value: { writeText: async (text: string) => Object.assign(window, { copied: text }) },
      });
    });
    await writer.button("Copy link to this moment").click();
    await writer.page.getByText(/^Copied/).waitFor();
    const link = await writer.page.evaluate(() => (window as unknown as { copied: string }).copied);
    expect(new URL(link).hash.length).toBeGreaterThan(100);
    await writer.leave();

    const reader = await library.reader(`/playground/${new URL(link).hash}`, {
      viewport: { width: 1440, height: 900 },
    });
    const shown = reader.page.getByRole("region", { name: "Code of a link" });
    await shown.getByText("Nothing of it has run").waitFor();
    expect(await shown.locator("pre").innerText()).toContain(FINE);
    expect(await reader.page.locator("iframe").count()).toBe(0);
    expect(await reader.simulator.locator(".fork").count()).toBe(0);
    await shown.getByRole("button", { name: "Run this code" }).click();
    await reader.simulator.getByText("The run of a link.").waitFor();
    await expect.poll(() => reader.sees("Ben")).toContain("fine ben");
    await reader.simulator.getByText("This is the run of the link.").waitFor();

    await reader.page.goto("about:blank");
    await reader.page.goto(link);
    await shown.getByRole("button", { name: "Leave it" }).click();
    expect(await reader.simulator.locator(".fork").count()).toBe(0);
    expect(await reader.page.locator("iframe").count()).toBe(0);
    expect(reader.complaints).toEqual([]);
    await reader.leave();
  });
});
