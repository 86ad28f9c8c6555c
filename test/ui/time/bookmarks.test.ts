import { expect, test } from "vitest";
import { Session } from "../../../src/simulation/session.ts";
import type { ClientId } from "../../../src/trace/ids.ts";
import { placed } from "../../../src/ui/time/bookmarks.ts";
import { lessonScenario } from "../../simulation/scenario-files.ts";

const BEN = "ben" as ClientId; // a brand has no value at run time
const scenario = lessonScenario("cable-pulled-while-ada-writes");
const session = new Session();
const script = session.load({ scenario, variant: "right", seed: 1 });
const bookmarks = [
  { name: "early", variant: "right", step: 2 },
  { name: "late", variant: "right", step: script.steps.length - 1 },
  { name: "elsewhere", variant: "naive", step: 2 },
  { name: "beyond", variant: "right", step: 9999 },
];

test("in the script's run those of its variant are there", () => {
  expect(placed(bookmarks, script, null).map(({ inRun }) => inRun)).toEqual([true, true, false, false]);
});

test("in a run of the reader's own those are there that lie before it began", () => {
  const seq = script.steps[20];
  if (seq === undefined) throw new Error("too few steps");
  const own = session.apply(script.run, seq, { kind: "close_page", client: BEN });
  const fromMs = script.events[seq]?.timeMs ?? 0;
  const taken = { by: "acting", fromMs, against: script } as const;
  expect(placed(bookmarks, own, taken).map(({ inRun }) => inRun)).toEqual([true, false, false, false]);
});
