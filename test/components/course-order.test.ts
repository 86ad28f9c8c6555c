import { describe, expect, test } from "vitest";
import { courseOrder, titleOf } from "../../src/components/course-order.ts";
import { editAddress } from "../../src/components/edit-address.ts";
import { minutesToRead } from "../../src/components/reading-time.ts";

const lesson = (path: string) => ({ id: path, file: `content/lessons/${path}/index.mdx` });

describe("the course's order", () => {
  test("is that of the folders, and lessons are counted through all parts", () => {
    const course = courseOrder(
      [lesson("02-client/01-joining"), lesson("01-why/02-state"), lesson("01-why/01-talk")],
      new Map([["01-why", { title: "Why channels", about: "What for." }]]),
    );
    expect(course.map(({ number, title, about }) => [number, title, about])).toEqual([
      [1, "Why channels", "What for."],
      [2, "Client", ""],
    ]);
    expect(course.map(({ lessons }) => lessons.map(({ number, id }) => [number, id]))).toEqual([
      [
        [1, "01-why/01-talk"],
        [2, "01-why/02-state"],
      ],
      [[3, "02-client/01-joining"]],
    ]);
  });

  test("a part without words of its own is called after its folder", () => {
    expect(titleOf("04-creating-a-channel")).toBe("Creating a channel");
  });
});

describe("the minutes of a lesson", () => {
  test("come from its words, not from its code", () => {
    const words = Array.from({ length: 1000 }, () => "word").join(" ");
    const code = `\n\`\`\`js\n${words}\n\`\`\`\n`;
    const component = `<Simulator scenario="${words}" />`;
    expect(minutesToRead(words)).toBe(5);
    expect(minutesToRead(`import A from "./a.astro";\n${words}${code}${component} - | —`)).toBe(5);
    expect(minutesToRead("")).toBe(1);
  });
});

describe("where a page's file can be edited", () => {
  test("is nowhere unless the build was told", () => {
    expect(editAddress("content/a.mdx", undefined)).toBeNull();
    expect(editAddress("content/a.mdx", "")).toBeNull();
  });

  test("is the address with the file's path in it", () => {
    expect(editAddress("content/a b/c.mdx", "https://example.org/edit/main/{path}")).toBe(
      "https://example.org/edit/main/content/a%20b/c.mdx",
    );
  });

  test.each(["example.org/{path}", "https://example.org/edit", "javascript:alert({path})"])(
    "%s is refused",
    (pattern) => {
      expect(() => editAddress("a", pattern)).toThrow(/REJOIN_EDIT_URL must be an address with \{path\}/);
    },
  );
});
