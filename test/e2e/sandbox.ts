import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import type { Scenario } from "../../src/schemas/scenario.ts";
import type { RunView } from "../../src/simulation/simulator-api.ts";
import { withPage } from "../simulation/own-page.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";
import type { Library } from "./reader.ts";

const SITE = join(import.meta.dirname, "../../dist");

/** A page of the site with a sandbox in it, as the page's own code makes it. */
export async function openSandbox(library: Library): Promise<Page> {
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

export async function loadInSandbox(page: Page, scenario: Scenario, variant: string): Promise<RunView> {
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
export async function said(page: Page, inside: string): Promise<readonly string[]> {
  const text = `export function openPage({ Socket, page }) {
  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  page.show({});
  if (page.user === "ada") (async () => { ${inside} })().catch((error) => console.log("refused: " + error.name));
  return { socket };
}`;
  const [variant] = QUIET.variants;
  if (variant === undefined) throw new Error("no variant");
  const run = await loadInSandbox(page, withPage(QUIET, variant.page, text), variant.id);
  return (run.console ?? []).map((line) => line.text);
}
