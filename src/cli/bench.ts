// `npm run bench`: the figures of the project as a table. Nothing here passes or fails; no test asserts a time.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { measureBrowser } from "./bench-browser.ts";
import { measureCore } from "./bench-core.ts";
import { measureElixir } from "./bench-elixir.ts";

/** One line of the table. */
export type Figure = { readonly what: string; readonly measured: string; readonly goal: string };

const ROOT = join(import.meta.dirname, "../..");
const DIST = join(ROOT, "dist");

function measureBuild(): Figure[] {
  const started = performance.now();
  const { status } = spawnSync("node", [join(ROOT, "src/cli/site.ts"), "build"], { cwd: ROOT });
  if (status !== 0) throw new Error("the build failed: run npm run build to see why");
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  return [{ what: "full build", measured: `${seconds} s`, goal: "under 60 s" }];
}

function print(figures: readonly Figure[]): void {
  const width = (pick: (figure: Figure) => string) =>
    Math.max(...figures.map((figure) => pick(figure).length));
  const [what, measured] = [width((figure) => figure.what), width((figure) => figure.measured)];
  for (const figure of figures) {
    console.log(`${figure.what.padEnd(what)}  ${figure.measured.padStart(measured)}  ${figure.goal}`);
  }
}

const figures = [...measureCore(), ...measureElixir(), ...measureBuild(), ...(await measureBrowser(DIST))];
print(figures);
