import { afterEach, expect, test, vi } from "vitest";
import { loadScenario } from "../../src/components/scenario-source.ts";
import { scriptText, sharedData } from "../../src/components/shared-data.ts";
import { sharedData as onPage } from "../../src/ui/shared-data.ts";

afterEach(() => vi.unstubAllGlobals());

const scenario = loadScenario("cable-pulled-while-ada-writes");

test("a second island of a page with the same scenario brings nothing that is there", () => {
  const known = new Set<string>();
  const first = sharedData({ scenario }, known);
  expect(first.parts.length).toBe(scenario.variants.length + 1);
  const second = sharedData({ scenario }, known);
  expect(second).toEqual({ text: first.text, parts: [] });
});

test("on the page an island gets what the build had", () => {
  const props = { id: "one", scenario, title: "</script><b>" };
  const { text, parts } = sharedData(props, new Set());
  expect(text).not.toContain("<");
  const textOf = new Map(parts.map((part) => [`[data-part="${part.id}"]`, part.text]));
  vi.stubGlobal("document", {
    querySelector: (selector: string) => ({ textContent: textOf.get(selector) ?? null }),
  });
  const place = { nextElementSibling: { textContent: text } };
  // Of an element it is asked for nothing else.
  expect(onPage(place as Element)).toEqual(JSON.parse(scriptText(props)));
});

test("bytes are carried as a list of numbers", () => {
  expect(scriptText({ data: new Uint8Array([1, 255]) })).toBe('{"data":[1,255]}');
});
