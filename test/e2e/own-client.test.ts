import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Scenario } from "../../src/schemas/scenario.ts";
import type { RunView } from "../../src/simulation/simulator-api.ts";
import { serializeTrace } from "../../src/trace/serialize.ts";
import { runDrained, withPage } from "../simulation/own-page.ts";
import { allScenarios, lessonScenario, readText } from "../simulation/scenario-files.ts";
import { Library, type Reader } from "./reader.ts";

const SITE = join(import.meta.dirname, "../../dist");

let library: Library;

beforeAll(async () => {
  library = await Library.open();
});

afterAll(async () => {
  await library?.close();
});

/** A page of the site with a sandbox in it, as the page's own code makes it. */
async function sandbox(): Promise<Page> {
  const reader = await library.reader("/glossary/");
  const [source] = readdirSync(join(SITE, "_astro")).filter((name) => name.startsWith("_virtual_sandbox"));
  const { default: text }: { default: string } = await import(
    pathToFileURL(join(SITE, "_astro", source ?? "")).href
  );
  await reader.page.evaluate(async (text) => {
    const frame = document.createElement("iframe");
    frame.src = "/sandbox/";
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    document.body.append(frame);
    await loaded;
    const [wire, control] = [new MessageChannel(), new MessageChannel()];
    const waiting = new Map<number, (outcome: object) => void>();
    let lastId = 0;
    const ready = new Promise<void>((resolve) => {
      wire.port1.onmessage = ({ data }) => {
        if (data.sign === "ready") resolve();
        waiting.get(data.id)?.(data);
      };
    });
    frame.contentWindow?.frames[0]?.postMessage(text, "*", [wire.port2, control.port2]);
    const call = (name: string, args: unknown[]) =>
      new Promise((resolve) => {
        lastId += 1;
        waiting.set(lastId, resolve);
        wire.port1.postMessage({ id: lastId, call: name, args });
      });
    Object.assign(window, { call });
    await ready;
  }, text);
  return reader.page;
}

async function load(page: Page, scenario: Scenario, variant: string): Promise<RunView> {
  const request: unknown = { scenario, variant, seed: scenario.seed };
  const outcome = await page.evaluate(
    (asked) =>
      (window as unknown as { call(name: string, args: unknown[]): Promise<object> }).call("load", [asked]),
    request,
  );
  if ("value" in outcome) return outcome.value as RunView; // as the worker's API says
  throw new Error(String("error" in outcome ? outcome.error : "no answer"));
}

const QUIET = lessonScenario("a-quiet-evening");

/** What the text, as the inside of an async function of a page, says to the console. */
async function said(page: Page, inside: string): Promise<readonly string[]> {
  const text = `export function openPage({ Socket, page }) {
  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  page.show({});
  if (page.user === "ada") (async () => { ${inside} })().catch((error) => console.log("refused: " + error.name));
  return { socket };
}`;
  const [variant] = QUIET.variants;
  if (variant === undefined) throw new Error("no variant");
  const run = await load(page, withPage(QUIET, variant.page, text), variant.id);
  return (run.console ?? []).map((line) => line.text);
}

describe("code of the reader's cannot get out", () => {
  test.each([
    ["fetch", 'await fetch("/"); console.log("out");'],
    ["WebSocket", 'new WebSocket("ws://127.0.0.1:9/"); console.log("out");'],
    ["XMLHttpRequest", 'new XMLHttpRequest().open("GET", "/"); console.log("out");'],
    ["EventSource", 'new EventSource("/"); console.log("out");'],
    ["importScripts", 'importScripts("/theme.js"); console.log("out");'],
    ["import()", 'await import("http://127.0.0.1:9/theme.js"); console.log("out");'],
    ["import() of data", 'await import("data:text/javascript,1"); console.log("out");'],
    ["a worker within", 'new Worker("data:text/javascript,1"); console.log("out");'],
    ["a worker from a blob", 'new Worker(URL.createObjectURL(new Blob(["1"]))); console.log("out");'],
    ["indexedDB", 'indexedDB.open("a"); console.log("out");'],
    ["caches", 'await caches.open("a"); console.log("out");'],
    ["storage", 'await navigator.storage.estimate(); console.log("out");'],
    ["localStorage", 'localStorage.setItem("a", "b"); console.log("out");'],
    ["BroadcastChannel", 'new BroadcastChannel("a").postMessage(1); console.log("out");'],
    ["postMessage", 'postMessage({ id: 1, value: 1 }); console.log("out");'],
    ["the page", "top.location.href; console.log('out');"],
  ])("%s", async (_, inside) => {
    expect(await said(await shared(), inside)).toEqual([
      expect.stringMatching(/^refused: (Reference|Type)Error$/),
    ]);
  });

  test("by a global object that it finds by itself", async () => {
    const names =
      "fetch WebSocket XMLHttpRequest importScripts Worker indexedDB caches navigator postMessage close self";
    const lines = await said(
      await shared(),
      `const roots = [globalThis, Function("return this")(), (0, eval)("this"), (() => {}).constructor("return this")()];
       for (let root of roots.flatMap((one) => [one, Object.getPrototypeOf(one), Object.getPrototypeOf(Object.getPrototypeOf(one))]))
         for (const name of "${names}".split(" ")) if (root[name] !== undefined) console.log(name);
       console.log(Object.getOwnPropertyNames(globalThis).join(" "));`,
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(
      /Intl|Atomics|SharedArrayBuffer|WebAssembly|WeakRef|performance|crypto|Event|Blob/,
    );
  });

  test("where the names are there, the frame's own policy refuses", async () => {
    const reader = await library.reader("/glossary/");
    await reader.page.evaluate(
      () =>
        new Promise((resolve) => {
          const frame = document.createElement("iframe");
          frame.src = "/sandbox/";
          frame.addEventListener("load", resolve);
          document.body.append(frame);
        }),
    );
    const told = await reader.page.evaluate(async () => {
      const bare = `onmessage = async ({ ports: [port] }) => {
        const told = {};
        const attempt = async (name, how) => { try { await how(); told[name] = "out"; } catch (error) { told[name] = error.name; } };
        await attempt("fetch", () => fetch("${location.origin}/theme.js"));
        await attempt("import", () => import("${location.origin}/theme.js"));
        await attempt("importScripts", () => importScripts("${location.origin}/theme.js"));
        await attempt("importScripts of a blob", () => importScripts(URL.createObjectURL(new Blob(["1"]))));
        await attempt("XMLHttpRequest", () => { const one = new XMLHttpRequest(); one.open("GET", "${location.origin}/", false); one.send(); });
        await attempt("WebSocket", () => new Promise((open, fail) => { const one = new WebSocket("${location.origin.replace("http", "ws")}/"); one.onopen = open; one.onerror = () => fail(new TypeError()); }));
        await attempt("indexedDB", () => new Promise((open, fail) => { const one = indexedDB.open("a"); one.onsuccess = open; one.onerror = () => fail(one.error); }));
        await attempt("caches", () => caches.open("a"));
        await attempt("eval", () => eval("1"));
        told.origin = origin;
        port.postMessage(told);
      };`;
      const [wire, control] = [new MessageChannel(), new MessageChannel()];
      const answer = new Promise((resolve) => {
        wire.port1.onmessage = ({ data }) => resolve(data);
      });
      document
        .querySelector("iframe")
        ?.contentWindow?.frames[0]?.postMessage(bare, "*", [wire.port2, control.port2]);
      return answer;
    });
    expect(told).toEqual({
      fetch: "TypeError",
      import: "TypeError",
      importScripts: "NetworkError",
      "importScripts of a blob": "NetworkError",
      XMLHttpRequest: "NetworkError",
      WebSocket: expect.stringMatching(/TypeError|SecurityError/),
      indexedDB: "SecurityError",
      caches: expect.stringMatching(/SecurityError|ReferenceError/),
      eval: "out",
      origin: "null",
    });
    await reader.leave();
  });

  let kept: Promise<Page> | null = null;
  const shared = (): Promise<Page> => {
    kept ??= sandbox();
    return kept;
  };

  test("nor see the time, nor change the world for the next", async () => {
    const page = await shared();
    const [line = ""] = await said(
      page,
      `const real = [Date.now(), new Date().getTime(), globalThis.Date.now(), Object.getPrototypeOf(Date.prototype).constructor.now(),
         Object.getPrototypeOf(globalThis.Date.prototype)?.constructor?.now?.()];
       console.log(real.every((ms) => ms === undefined || ms === Date.now()), new Date(0).getHours());`,
    );
    expect(line).toBe("true 0");
    for (const attack of [
      "globalThis.leak = 1;",
      "Array.prototype.push = () => 0;",
      "Object.prototype.leak = 1;",
      "Math.random = () => 0;",
      "globalThis.setTimeout = null;",
      "Promise.prototype.then = () => 0;",
      "Date.prototype.getTime = () => 0; Object.getPrototypeOf(Date.prototype).getTime = () => 0;",
    ]) {
      expect(await said(page, `${attack} console.log("done");`)).toEqual(["refused: TypeError"]);
    }
    expect(
      await said(page, 'const late = new Error("a"); late.name = "Late"; console.log(String(late));'),
    ).toEqual(["Late: a"]);
  });
});

test("every page of the site gives the same bytes in the sandbox as in Node, promises and all", async () => {
  const page = await sandbox();
  const differing: string[] = [];
  for (const scenario of allScenarios()) {
    for (const { id, page: program } of scenario.variants) {
      const own = withPage(scenario, program, readText(`content/pages/${program}.js`));
      const run = await load(page, own, id);
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
      "for (;;) {}",
      /^Stopped: this page's code did not come to an end within two seconds/,
    ],
    [
      "promises without an end",
      "const again = () => Promise.resolve().then(again); again();",
      /^Stopped: .*two seconds/,
    ],
    [
      "timers without an end",
      "const again = () => { for (let i = 0; i < 9; i += 1) setTimeout(again); page.show({ lines: [String(Math.random())] }); }; again();",
      /^Stopped: more than 100000 things|It ran/,
    ],
    [
      "a list without an end",
      "const all = []; for (;;) all.push(new Array(1000).fill(all.length));",
      /^Stopped: /,
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
