import { describe, expect, test } from "vitest";
import { type FoundPage, MOST_ROWS, rowsOf } from "../../src/ui/search/search-results.ts";

const section = (title: string, anchor: string, count: number) => ({
  title,
  url: `/lessons/a/${anchor}`,
  excerpt: `in ${title}`,
  locations: Array.from({ length: count }, (_, index) => index),
});

const LESSON: FoundPage = {
  url: "/lessons/a/",
  meta: { title: "Joining", kind: "Lesson" },
  excerpt: "of the page",
  sub_results: [
    section("Joining", "", 2),
    section("Once", "#once", 1),
    section("Again", "#again", 5),
    section("Never", "#never", 3),
  ],
};

const TERM: FoundPage = {
  url: "/glossary/#topic",
  meta: { title: "topic", kind: "Glossary" },
  excerpt: "A string",
  sub_results: [section("topic", "#topic", 4)],
};

describe("the rows of a search", () => {
  test("are the sections of a lesson with the most of it, and the terms", () => {
    expect(rowsOf([TERM, LESSON]).map(({ title, within, url }) => [title, within, url])).toEqual([
      ["topic", "Glossary", "/glossary/#topic"],
      ["Again", "Joining", "/lessons/a/#again"],
      ["Never", "Joining", "/lessons/a/#never"],
      ["Joining", "Lesson", "/lessons/a/"],
    ]);
  });

  test("are no more than a reader goes through", () => {
    expect(rowsOf(Array.from({ length: 40 }, () => TERM))).toHaveLength(MOST_ROWS);
  });
});
