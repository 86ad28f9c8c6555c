import type { Menu, MenuGroup } from "../ui/playground/menu.ts";
import type { Course } from "./course.ts";
import type { Gallery } from "./gallery.ts";
import { loadScenario, scenarioFiles } from "./scenario-source.ts";

/** What the playground shows first: something to look at, and something to start from. */
export const FIRST = "ben-loses-his-cable";
export const EMPTY = "two-viewers";

/** Every scenario of the site, by the lesson or the entry of the gallery that it stands beside, in reading order. */
export function playgroundMenu(course: Course, gallery: Gallery): Menu {
  const pages = [
    ...course.flatMap((part) =>
      part.lessons.map(({ title, file }) => ({ label: `${part.title}: ${title}`, file })),
    ),
    ...gallery.map(({ title, file }) => ({ label: `Gallery: ${title}`, file })),
  ];
  const files = scenarioFiles();
  const groups = pages.map(({ label, file }): MenuGroup => {
    const folder = file.replace(/[^/]*$/, "");
    return {
      label,
      scenarios: files.filter((one) => one.file.startsWith(folder)).map(({ id }) => rowOf(id)),
    };
  });
  return [
    { label: "To begin with", scenarios: [FIRST, EMPTY].map(rowOf) },
    ...groups.filter(({ scenarios }) => scenarios.length > 0),
  ];
}

function rowOf(id: string) {
  return { id, title: loadScenario(id).title };
}
