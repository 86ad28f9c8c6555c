import { describe, expect, test } from "vitest";
import { Session } from "../../src/simulation/session.ts";
import type { TraceEvent } from "../../src/trace/event.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import { clientLedger } from "../../src/ui/inspector/client-ledger.ts";
import type { LedgerBlock } from "../../src/ui/inspector/ledger.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";

// Brands have no value at run time.
const BEN = "ben" as ClientId;

const session = new Session();
const run = session.load({
  scenario: lessonScenario("cable-pulled-while-ada-writes"),
  variant: "right",
  seed: 1,
});

/** Ben's client at the first stop that an event like this belongs to. */
async function benAt(fits: (event: TraceEvent) => boolean): Promise<readonly LedgerBlock[]> {
  const event = run.events.find((one) => "client" in one && one.client === BEN && fits(one));
  const seq = run.steps.find((step) => event !== undefined && step >= event.seq);
  if (seq === undefined) throw new Error("no such stop");
  return clientLedger(await session.inside(run.run, seq), BEN, run.events[seq]?.timeMs ?? 0);
}

/** The values of a block, with their marks, as short texts. */
function read(blocks: readonly LedgerBlock[], title: string): readonly string[] {
  const block = blocks.find((one) => one.title === title);
  if (block === undefined) throw new Error(`no ${title} among ${blocks.map((one) => one.title)}`);
  return [
    ...block.facts.map(({ name, value, was }) => `${name} ${value}${was === null ? "" : ` was ${was}`}`),
    ...block.lists.flatMap((list) =>
      list.items.map(({ text, mark }) => `${list.title}: ${text} ${mark ?? ""}`.trim()),
    ),
  ];
}

describe("what a client keeps inside", () => {
  test("is nothing while no page is open", async () => {
    expect(await benAt((event) => event.kind === "connection_opening")).not.toEqual([]);
    const [first = run.at.seq] = run.steps;
    expect(clientLedger(await session.inside(run.run, first), BEN, 0)).toEqual([]);
  });

  test("a join takes a ref, waits in the send buffer, and its reply is awaited", async () => {
    const blocks = await benAt((event) => event.kind === "api_called" && event.call.name === "join");
    const socket = read(blocks, "Socket");
    expect(socket).toContain("ref `3` was `2`");
    expect(socket).toContain('Send buffer: `["3", "3", "videos:1", "phx_join", …]` new');
    expect(read(blocks, "Channel `videos:1`")).toEqual([
      "state `joining` was `closed`",
      'join_ref `"3"` was `null`',
      'Replies awaited: `"3"` → `phx_join` new',
    ]);
    expect(read(blocks, "Timers")).toEqual(["Running: a push on `videos:1` times out new"]);
  });

  test("the reply ends the waiting, and the join's timer", async () => {
    const blocks = await benAt((event) => event.kind === "frame_arrived" && event.direction === "down");
    expect(read(blocks, "Channel `videos:1`")).toEqual([
      "state `joined` was `joining`",
      'join_ref `"3"`',
      'Replies awaited: `"3"` → `phx_join` gone',
    ]);
    expect(read(blocks, "Timers")).toContain("Running: a push on `videos:1` times out gone");
  });

  test("a lost connection leaves the channel errored, without a join, and an attempt is planned", async () => {
    const blocks = await benAt((event) => event.kind === "connection_closed");
    expect(read(blocks, "Socket")).toContain("connection `closed` was `open`");
    expect(read(blocks, "Channel `videos:1`")).toContain("state `errored` was `joined`");
    expect(read(blocks, "Timers")).toContain("Running: reconnect, attempt 1 new");
  });

  test("a timer tells how much is left of it", async () => {
    const blocks = await benAt((event) => event.kind === "frame_arrived" && event.direction === "down");
    const heartbeat = blocks.at(-1)?.lists[0]?.items.find(({ mark }) => mark === null);
    expect(heartbeat?.text).toBe("the next heartbeat");
    expect(heartbeat?.left).toBeGreaterThan(0.9);
    expect(heartbeat?.left).toBeLessThanOrEqual(1);
    expect(heartbeat?.about).toMatch(/^in \d+\.\d{3} s, at 30\.\d{3} s; set for 30\.000 s$/);
  });
});
