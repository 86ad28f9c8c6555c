import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Session } from "../../src/simulation/session.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import { replayTest, testFileName } from "../../src/ui/share/replay-test.ts";
import { savedRun } from "../schemas/saved-run.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";

const ROOT = join(import.meta.dirname, "../..");
const scenario = lessonScenario("cable-pulled-while-ada-writes");
// A brand has no value at run time.
const ben = "ben" as ClientId;

type Report = { readonly testResults: readonly { readonly name: string; readonly status: string }[] };

/** Runs saved tests in this project's own test folder, and says how each went. */
function outcomes(tests: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const report = join(mkdtempSync(join(tmpdir(), "rejoin-replay-")), "report.json");
  const files = Object.keys(tests).map((name) => join(ROOT, "test", `saved-${process.pid}-${name}`));
  try {
    for (const [index, text] of Object.values(tests).entries()) writeFileSync(files[index] ?? "", text);
    const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
    const args = [vitest, "run", "--project", "unit", "--reporter=json", `--outputFile=${report}`, ...files];
    spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
    const { testResults }: Report = JSON.parse(readFileSync(report, "utf8"));
    return Object.fromEntries(
      testResults.map(({ name, status }) => [name.replace(/^.*saved-\d+-/, ""), status]),
    );
  } finally {
    for (const file of files) rmSync(file, { force: true });
  }
}

test("a saved test passes as it is, and fails when anything came out otherwise", () => {
  const { seed, events } = savedRun(scenario, "right");
  const session = new Session();
  const script = session.load({ scenario, variant: "right", seed });
  const at = script.steps[30] ?? script.at.seq;
  const own = session.apply(script.run, at, { kind: "annotate", client: ben, body: "It's `here` \\ 🤔" });
  const run = { scenario: scenario.id, title: scenario.title, variant: "right", seed };
  const ownTest = replayTest({ ...run, inputs: own.inputs, events: own.events });

  expect(
    outcomes({
      "script.test.ts": replayTest({ ...run, inputs: null, events }),
      "own.test.ts": ownTest,
      "an-event-less.test.ts": replayTest({ ...run, inputs: null, events: events.toSpliced(17, 1) }),
      "other-words.test.ts": ownTest.replace('"body":"It', '"body":"Is'),
    }),
  ).toEqual({
    "script.test.ts": "passed",
    "own.test.ts": "passed",
    "an-event-less.test.ts": "failed",
    "other-words.test.ts": "failed",
  });
});

test("the file is called after its run", () => {
  expect(testFileName("silent-link", "right")).toBe("silent-link-right.test.ts");
});
