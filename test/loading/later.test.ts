import { expect, test } from "vitest";
import { allNow, Later, loadEveryPart, NotLoaded, withParts } from "../../src/loading/later.ts";

test("a call is made again until all that it needs is loaded, and each part is loaded once", async () => {
  const loads: string[] = [];
  const part = (name: string) =>
    new Later(async () => {
      loads.push(name);
      return name;
    });
  const [a, b, c] = [part("a"), part("b"), part("c")];
  let calls = 0;
  const call = () => {
    calls += 1;
    return a.now + allNow([a, b, c]).join("");
  };
  expect(await withParts(call)).toBe("aabc");
  expect(loads).toEqual(["a", "b", "c"]);
  expect(calls).toBe(3);
  expect(await withParts(call)).toBe("aabc");
  expect(calls).toBe(4);
});

test("what else goes wrong is not tried again", async () => {
  let calls = 0;
  const call = () => {
    calls += 1;
    throw new RangeError("no such run");
  };
  await expect(withParts(call)).rejects.toThrow("no such run");
  expect(calls).toBe(1);
});

test("everything is loaded with what it brings", async () => {
  const outer = new Later(async () => new Later(async () => "inner"));
  expect(() => outer.now).toThrow(NotLoaded);
  await loadEveryPart();
  expect(outer.now.now).toBe("inner");
});
