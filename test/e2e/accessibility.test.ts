import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LESSON, Library } from "./reader.ts";

let library: Library;

beforeAll(async () => {
  library = await Library.open();
});

afterAll(async () => {
  await library?.close();
});

const looks = (["light", "dark"] as const).flatMap((colorScheme) =>
  [360, 1440].map((width) => ({ colorScheme, width })),
);

test.each(looks)(
  "axe finds nothing, $colorScheme at $width",
  async ({ colorScheme, width }) => {
    const options = { colorScheme, viewport: { width, height: 900 }, reducedMotion: "reduce" } as const;
    for (const path of ["/", "/nowhere"]) {
      const reader = await library.reader(path, options);
      expect({ path, found: await violations(reader) }).toEqual({ path, found: [] });
      await reader.leave();
    }
    const reader = await library.reader(LESSON, options);
    await reader.ready();
    for (const panel of ["Viewers", "Take over", "Code", "Statecharts", "Client", "Wire", "Processes"]) {
      await reader.panel(panel);
      await reader.press("End");
      await reader.page.waitForTimeout(400);
      expect({ panel, found: await violations(reader) }).toEqual({ panel, found: [] });
    }
    await reader.leave();
    // Axe looks at a page with five simulators nine times.
  },
  300_000,
);

async function violations({ page }: { page: import("playwright-core").Page }): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`),
  );
}
