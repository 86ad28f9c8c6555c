import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** Names and places under which a Chromium may be installed. */
const COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

// A browser that runs tests has nothing to fetch, to sync or to report.
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export type FoundBrowser = { readonly path: string; readonly from: string };

/**
 * The browser for tests and measurements: the one that `REJOIN_BROWSER` names, else an installed one, else the
 * one inside the npm package `@sparticuz/chromium`. `REJOIN_BROWSER=packaged` asks for the last.
 */
export async function findBrowser(): Promise<FoundBrowser> {
  const named = process.env["REJOIN_BROWSER"];
  if (named !== undefined && named !== "" && named !== "packaged") {
    if (!existsSync(named)) throw new Error(`REJOIN_BROWSER names ${named}, and there is no such file`);
    return { path: named, from: "REJOIN_BROWSER" };
  }
  const installed = named === "packaged" ? undefined : installedBrowser();
  if (installed !== undefined) return { path: installed, from: "installed" };
  return packagedBrowser();
}

/** The one inside the npm package: the same everywhere, to the last pixel. */
async function packagedBrowser(): Promise<FoundBrowser> {
  const { default: packaged } = await import("@sparticuz/chromium");
  return { path: await packaged.executablePath(), from: "@sparticuz/chromium" };
}

/** Starts it, headless. Extra arguments are Chromium's own. */
export async function launchBrowser(extraArguments: readonly string[] = []): Promise<Browser> {
  return launch(await findBrowser(), extraArguments);
}

/** Starts the packaged one, headless, whatever else there is. */
export async function launchPackagedBrowser(): Promise<Browser> {
  return launch(await packagedBrowser(), []);
}

function launch({ path }: FoundBrowser, extraArguments: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: [...QUIET, ...extraArguments] });
}

function installedBrowser(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = folders.flatMap((folder) => COMMANDS.map((command) => join(folder, command)));
  return [...candidates, ...PLACES].find((path) => existsSync(path));
}
