// `npm run screenshot` takes the README's picture from the built site: the lesson, at the rejoin.
import { join } from "node:path";
import { launchBrowser } from "./browser.ts";
import { serveBuiltSite } from "./built-site.ts";

const ROOT = join(import.meta.dirname, "../..");
const LESSON = "/lessons/disconnects/what-have-you-seen/";
const FILE = join(ROOT, "docs/lesson.png");

const site = await serveBuiltSite(join(ROOT, "dist"));
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  await page.goto(site.origin + LESSON);
  const simulator = page.locator(".simulator[data-live]").first();
  await simulator.waitFor();
  await simulator.getByRole("radio", { name: "Right" }).check({ force: true });
  const scrubber = simulator.getByRole("slider", { name: "Step" });
  for (
    const sentence = simulator.locator(".sentence");
    !/rejoin of .* goes out/i.test(await sentence.innerText());
  ) {
    await scrubber.press("ArrowRight");
    await page.waitForTimeout(20);
  }
  await scrubber.blur();
  await page.waitForTimeout(500);
  await page.screenshot({ path: FILE });
  console.log(`wrote ${FILE}`);
} finally {
  await browser.close();
  await site.close();
}
