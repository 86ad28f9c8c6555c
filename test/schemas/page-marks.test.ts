import { globSync, readFileSync } from "node:fs";
import { parse } from "acorn";
import { expect, test } from "vitest";
import { markedBody } from "../../src/schemas/page-marks.ts";
import { readPageSource } from "../../src/schemas/page-source.ts";

function marked(text: string): string {
  const program = parse(text, { ecmaVersion: 2024, sourceType: "module", locations: true });
  return markedBody(text, program, "at");
}

test.each([
  ["for (;;) {}", "for (;;) {at(1);}"],
  ["for (;;);", "for (;;) {at(1);;}".replace(") {", "){")],
  ["while (more) next()", "while (more) {at(1);next()}"],
  ["do next(); while (more)", "do {at(1);next();} while (more)"],
  [
    "for (const one of all)\n  for (const key in one) use(key);",
    "for (const one of all)\n  {at(1);for (const key in one) {at(2);use(key);}}",
  ],
  ["for (;;) later = () => again", "for (;;) {at(1);later = () => (at(1),again)}"],
  ["const f = (a) => (b) => ({ a, b });", "const f = (a) => (at(1),(b) => ((at(1),{ a, b })));"],
  [
    "function f() {\n  return async () => { await f(); };\n}",
    "function f() {at(1);\n  return async () => {at(2); await f(); };\n}",
  ],
  ["class A { b() {} get c() { return 1; } }", "class A { b() {at(1);} get c() {at(1); return 1; } }"],
  ["outer: while (a) for (;;) continue outer;", "outer: while (a) {at(1);for (;;) {at(1);continue outer;}}"],
])("%s", (text, expected) => {
  expect(marked(text)).toBe(expected);
});

test("a text with marks is a text still, each line with the same beginning", () => {
  for (const file of globSync("content/pages/*.js")) {
    const source = readPageSource(readFileSync(file, "utf8"));
    if (!source.ok) throw new Error(`${file} cannot be read`);
    const text = markedBody(source.body, source.program, "at");
    expect(text.split("\n").length).toBe(source.body.split("\n").length);
    const bare = text.replaceAll(/at\(\d+\)[;,]/g, "");
    expect(bare.replaceAll(/[(){}\s]/g, "")).toBe(source.body.replaceAll(/[(){}\s]/g, ""));
    parse(text, { ecmaVersion: 2024, sourceType: "module" });
  }
});
