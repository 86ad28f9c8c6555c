import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const WIDTHS = [1440, 360] as const;

/** In a window of the test: axe, once it is in the page. */
type WithAxe = {
  readonly axe: {
    run(
      context: Element,
      options: object,
    ): Promise<{
      readonly violations: readonly {
        readonly id: string;
        readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
      }[];
    }>;
  };
};

/**
 * What axe has against the part of a page that `selector` finds first, on a desk and on a phone, light and dark: the
 * page stays in the state in which it is, only the look changes. By night nothing but the colours is another: there
 * contrast alone is looked at.
 */
export async function foundInEveryLook(page: Page, selector: string): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const found: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const told = await page.evaluate(judge, {
        selector,
        rules: colorScheme === "dark" ? ["color-contrast"] : null,
      });
      found.push(...told.map((one) => `${width} ${colorScheme}: ${one}`));
    }
  }
  await page.setViewportSize({ width: WIDTHS[0], height: 900 });
  return found;
}

/** Runs in the page, two frames after the look has changed. */
async function judge(asked: { selector: string; rules: readonly string[] | null }): Promise<string[]> {
  for (const _ of [1, 2]) await new Promise((resolve) => requestAnimationFrame(resolve));
  const part = document.querySelector(asked.selector);
  if (part === null) return [`nothing fits ${asked.selector}`];
  const { axe } = window as unknown as WithAxe; // it was put there from outside
  const { violations } = await axe.run(part, {
    resultTypes: ["violations"],
    iframes: false,
    ...(asked.rules === null ? {} : { runOnly: { type: "rule", values: asked.rules } }),
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
}
