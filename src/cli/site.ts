// Runs Astro with telemetry off: nothing of this project talks to anybody. A build ends with the index for the search
// and the service worker.
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeSearchIndex } from "./search-index.ts";
import { writeServiceWorker } from "./service-worker.ts";

const args = process.argv.slice(2);
const astro = spawn("astro", args, {
  stdio: "inherit",
  env: { ...process.env, ASTRO_TELEMETRY_DISABLED: "1" },
  shell: process.platform === "win32",
});
astro.on("exit", async (code) => {
  if (code === 0 && args[0] === "build") await finishSite();
  process.exit(code ?? 1);
});

/** What is made of the pages once they are there. */
async function finishSite(): Promise<void> {
  const { values } = parseArgs({
    args,
    strict: false,
    options: { root: { type: "string" }, outDir: { type: "string" } },
  });
  const [root, folder] = [values.root, values.outDir].map((value) =>
    typeof value === "string" ? value : null,
  );
  const site = resolve(root ?? ".", folder ?? "dist");
  try {
    const pages = await writeSearchIndex(site);
    console.log(`The search knows ${pages} pages.`);
  } catch (error) {
    // The site is whole without it; the search says that it has no index.
    console.error(`No index for the search: ${error instanceof Error ? error.message : String(error)}`);
  }
  console.log(`Kept for reading without a network: ${await writeServiceWorker(site)} files.`);
}
