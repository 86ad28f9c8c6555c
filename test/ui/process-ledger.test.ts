import { expect, test } from "vitest";
import { Session } from "../../src/simulation/session.ts";
import type { Seq } from "../../src/trace/ids.ts";
import { castOf } from "../../src/ui/cast.ts";
import type { LedgerBlock } from "../../src/ui/inspector/ledger.ts";
import { processLedger } from "../../src/ui/processes/process-ledger.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";

const scenario = lessonScenario("a-slow-export");
const session = new Session();
const run = session.load({ scenario, variant: "waits", seed: 1 });
const cast = castOf(scenario.clients, run.events);

/** What the lists of every process hold at a stop, with their marks. */
async function listsAt(seq: Seq): Promise<readonly string[]> {
  const [view, inside] = [await session.processes(run.run, seq), await session.inside(run.run, seq)];
  const blocks = view.living.flatMap((process) => processLedger(process, view, inside, cast));
  return blocks.flatMap((block: LedgerBlock) => [
    ...block.facts.map(({ name, value }) => `${block.title}: ${name} ${value}`),
    ...block.lists.flatMap(({ items }) => items.map(({ text, mark }) => `${block.title}: ${text} ${mark}`)),
  ]);
}

test("what waits in a mailbox is named, is new when it came, and gone when it was read", async () => {
  const seen: string[] = [];
  for (const seq of run.steps) seen.push(...(await listsAt(seq)));
  const letters = seen.filter((text) => text.startsWith("Mailbox: `%Phoenix.Socket.Message{}`"));
  expect(letters.some((text) => text.endsWith(" new"))).toBe(true);
  expect(letters.some((text) => text.endsWith(" gone"))).toBe(true);
});

test("whom a process monitors is told by name, and its assigns value by value", async () => {
  const last = run.steps.at(-1) ?? run.at.seq;
  const seen = await listsAt(last);
  expect(seen).toContain("Monitors: Ada's transport null");
  expect(seen.some((text) => text.startsWith("Monitors: Ada on `videos:1`"))).toBe(true);
  expect(seen.some((text) => text.startsWith("Assigns: user `"))).toBe(true);
});
