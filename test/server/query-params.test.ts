import { expect, test } from "vitest";
import type { JsonObject } from "../../src/protocol/json.ts";
import { parseQuery } from "../../src/server/query-params.ts";
import "../../src/simulation/whole.ts";

// As `Plug.Conn.Query.decode/1` of Plug 1.18.2 reads them.
test.each<[string, JsonObject]>([
  ["", {}],
  ["a=1&b=two+words&&c", { a: "1", b: "two words", c: "" }],
  ["a=1&a=2", { a: "2" }],
  ["a=b=c&d=%zz%4", { a: "b=c", d: "%zz%4" }],
  ["user[id]=1&user[name]=x", { user: { id: "1", name: "x" } }],
  ["user%5Bid%5D=1", { user: { id: "1" } }],
  ["a[b][c]=1&a[b][d]=2", { a: { b: { c: "1", d: "2" } } }],
  ["t[]=1&t[]=2", { t: ["1", "2"] }],
  ["l[][x]=1&l[][y]=2", { l: [{ x: "1", y: "2" }] }],
  ["a=1&a[b]=2", { a: { b: "2" } }],
  ["a[b]=2&a=1&a[c]=3", { a: "1" }],
  ["a[]=1&a[b]=2", { a: { b: "2" } }],
  ["a[b]=2&a[]=1", { a: ["1"] }],
  ["[x]=1&a[=2&a]=3&a[b]c=4&=5", { "[x]": "1", "a[": "2", "a]": "3", "a[b]c": "4", "": "5" }],
])("%s", (query, params) => {
  expect(parseQuery(query)).toEqual(params);
});

test("a name that JavaScript knows is a name like any other", () => {
  const params = parseQuery("__proto__[x]=1");
  expect(Object.entries(params ?? {})).toEqual([["__proto__", { x: "1" }]]);
});

test("bytes that are no UTF-8 are refused", () => {
  expect(parseQuery("a=%FF")).toBeNull();
  expect(parseQuery("%C3=1")).toBeNull();
});
