// `npm run site-check` asks of every page of the built site, or of those that are named, what axe has against it, what
// its scripts weigh and what Lighthouse thinks of it: `npm run site-check -- --only axe,weight /gallery/sent-once/`.
// Fails when anything is not as wanted. Lighthouse's performance is measured: the machine has to be idle.
import { globSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { axeViolations } from "./axe-violations.ts";
import { launchBrowser } from "./browser.ts";
import { serveBuiltSite } from "./built-site.ts";
import { lighthouseScores } from "./lighthouse-scores.ts";
import { hasSimulator, overweight, scriptsLoadedBy, totalOf } from "./page-weight.ts";

const CHECKS = ["axe", "weight", "lighthouse"];
const DIST = join(import.meta.dirname, "../../dist");

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: "string" } } });
const checks = values.only?.split(",") ?? CHECKS;
const unknown = checks.filter((check) => !CHECKS.includes(check));
if (unknown.length > 0) {
  console.error(`--only takes ${CHECKS.join(", ")}, with commas between; not ${unknown.join(", ")}`);
  process.exit(2);
}
const pages = positionals.length > 0 ? positionals : allPages();
const port = await freePort();
const site = await serveBuiltSite(DIST);
const browser = await launchBrowser([`--remote-debugging-port=${port}`]);
let faulty = 0;
try {
  for (const path of pages) {
    const said: string[] = [];
    const faults: string[] = [];
    if (checks.includes("axe")) {
      const violations = await axeViolations(browser, site.origin + path);
      said.push(`axe ${violations.length}`);
      faults.push(...violations);
    }
    if (checks.includes("weight") && hasSimulator(path)) {
      const scripts = await scriptsLoadedBy(browser, site.origin + path);
      said.push(
        `scripts ${kilobytes(totalOf(scripts.stepping))}, acting ${kilobytes(totalOf(scripts.acting))}`,
      );
      faults.push(...overweight(path, scripts));
    }
    if (checks.includes("lighthouse")) {
      const scores = await lighthouseScores(site.origin, path, port);
      said.push(scores.line);
      faults.push(...scores.faults);
    }
    console.log(`${said.join("  ")}  ${path}`);
    for (const fault of faults) console.log(`    ${fault}`);
    if (faults.length > 0) faulty += 1;
  }
} finally {
  await browser.close();
  await site.close();
}
console.log(faulty === 0 ? `${pages.length} pages are as wanted.` : `${faulty} pages are not as wanted.`);
process.exitCode = faulty === 0 ? 0 : 1;

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

function allPages(): readonly string[] {
  // What stands in a frame is no page to be visited.
  return globSync("**/*.html", { cwd: DIST, exclude: ["sandbox/**"] })
    .map((file) => `/${file.replaceAll("\\", "/").replace(/index\.html$/, "")}`)
    .sort();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("there is no free port");
  return address.port;
}
