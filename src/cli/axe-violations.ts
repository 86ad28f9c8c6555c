import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "playwright-core";

/** A small phone, the one that Lighthouse takes, and a desk: width and height. */
const SCREENS = [
  [360, 740],
  [412, 823],
  [1440, 900],
] as const;
const LOOKS = (["light", "dark"] as const).flatMap((colorScheme) =>
  SCREENS.map(([width, height]) => ({ colorScheme, viewport: { width, height } })),
);

/** axe asks for room around what is pressed only where it is told to; Lighthouse does. */
const RULES = { "target-size": { enabled: true } };

/** What axe has against a page as it stands when it is opened, on a phone and on a desk, light and dark. */
export async function axeViolations(browser: Browser, url: string): Promise<readonly string[]> {
  const violations: string[] = [];
  for (const look of LOOKS) {
    const context = await browser.newContext({ ...look, reducedMotion: "reduce", serviceWorkers: "block" });
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForLoadState("networkidle");
    const found = await new AxeBuilder({ page }).options({ rules: RULES }).analyze();
    const where = `${look.viewport.width} px, ${look.colorScheme}`;
    for (const { id, nodes } of found.violations) {
      violations.push(`${id} (${where}): ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    }
    await context.close();
  }
  return violations;
}
