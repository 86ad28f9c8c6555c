import { expect, test } from "vitest";
import { enterStage, type Performer } from "../../src/ui/stage.ts";

test("one performer at a time: who enters sends the other to sleep", () => {
  const asleep: string[] = [];
  const performer = (name: string): Performer => ({ sleep: () => asleep.push(name) });
  const [first, second] = [performer("first"), performer("second")];
  enterStage(first);
  enterStage(first);
  expect(asleep).toEqual([]);
  enterStage(second);
  expect(asleep).toEqual(["first"]);
  enterStage(first);
  expect(asleep).toEqual(["first", "second"]);
});
