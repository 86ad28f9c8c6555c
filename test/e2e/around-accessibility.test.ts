import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LESSON, Library, type Reader, SYMPTOM } from "./reader.ts";

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
  "axe finds nothing around the text, $colorScheme at $width",
  async ({ colorScheme, width }) => {
    const options = { colorScheme, viewport: { width, height: 900 }, reducedMotion: "reduce" } as const;
    const found: string[] = [];
    const look = async (reader: Reader, what: string): Promise<void> => {
      const { violations } = await new AxeBuilder({ page: reader.page }).analyze();
      found.push(
        ...violations.flatMap(({ id, nodes }) =>
          nodes.map((node) => `${what}: ${id} ${node.target.join(" ")} ${node.failureSummary}`),
        ),
      );
    };

    const home = await library.reader("/", options);
    await home.page.locator(".showcase[data-live]").waitFor();
    await look(home, "home");
    await home.page.getByRole("button", { name: "Pull Ben's cable" }).click();
    await home.page.getByText("cable pulled").first().waitFor();
    await look(home, "home, cable pulled");
    await home.leave();

    const overview = await library.reader("/lessons/", options);
    await overview.page.getByRole("button", { name: "Erase it" }).click();
    await look(overview, "overview");
    await overview.leave();

    const glossary = await library.reader("/glossary/#topic", options);
    await glossary.page.locator(".glossary-entry a.term").first().focus();
    await glossary.page.locator(".term-card:visible").waitFor();
    await look(glossary, "glossary with a card");
    await glossary.page.keyboard.press("Escape");
    await glossary.page.keyboard.press("/");
    await glossary.page.getByRole("searchbox").fill("topic");
    await glossary.page.locator(".search li").first().waitFor();
    await look(glossary, "search");
    await glossary.leave();

    const gallery = await library.reader("/gallery/", options);
    await look(gallery, "gallery");
    await gallery.leave();

    const symptom = await library.reader(SYMPTOM, options);
    await symptom.ready();
    await look(symptom, "an entry of the gallery");
    await symptom.leave();

    const lost = await library.reader("/nowhere", options);
    await look(lost, "404");
    await lost.leave();

    const lesson = await library.reader(LESSON, options);
    await lesson.page.locator("[data-lesson-end]").scrollIntoViewIfNeeded();
    await lesson.page.getByRole("button", { name: "Mark as unread" }).waitFor();
    await look(lesson, "lesson's end");
    await lesson.leave();

    expect(found).toEqual([]);
  },
);
