import { describe, expect, test } from "vitest";
import { Session } from "../../src/simulation/session.ts";
import type { Inside } from "../../src/simulation/simulator-api.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import type { Present } from "../../src/trace/presence.ts";
import { castOf } from "../../src/ui/cast.ts";
import { presenceLedger } from "../../src/ui/inspector/presence-ledger.ts";
import { allScenarios } from "../simulation/scenario-files.ts";

const tracked = allScenarios().filter(({ variants }) =>
  variants.some(({ serverCode }) => serverCode?.js.includes("Phoenix.Presence")),
);
const BEN = "ben" as ClientId; // a brand has no value at run time

function refsOf(present: readonly Present[]): readonly string[] {
  return present.flatMap(({ key, metas }) => metas.map((meta) => `${key} ${JSON.stringify(meta)}`)).sort();
}

describe("who is present", () => {
  test("some scenarios track somebody", () => {
    expect(tracked.length).toBeGreaterThan(2);
  });

  test.each(
    tracked.flatMap((scenario) => scenario.variants.map(({ id }) => ({ scenario, name: scenario.id, id }))),
  )(
    "$name, $id: at the end every client that is joined has what the server has",
    async ({ scenario, id }) => {
      const session = new Session();
      const run = session.load({ scenario, variant: id, seed: 1 });
      const last = run.steps.at(-1) ?? run.at.seq;
      const { now } = await session.inside(run.run, last);
      const states = session.seek(run.run, last).clients;
      for (const { client, inside } of now.clients) {
        for (const { topic, present, waiting } of inside.presences) {
          const joined = states
            .find((one) => one.client === client)
            ?.state.channels.some((one) => one.topic === topic && one.state === "joined");
          if (joined !== true || now.presences.length !== 1) continue;
          const table = now.presences[0]?.topics.find((one) => one.topic === topic)?.present ?? [];
          expect(refsOf(present)).toEqual(refsOf(table));
          expect(waiting).toBe(0);
        }
      }
    },
  );

  test("two devices of one person are two metas under one key, on the server and in Ben's client", async () => {
    const scenario = tracked.find(({ id }) => id === "laptop-and-phone");
    if (scenario === undefined) throw new Error("the gallery has it");
    const session = new Session();
    const run = session.load({ scenario, variant: "fix", seed: 1 });
    const seqAt = (ms: number) =>
      run.steps.findLast((seq) => (run.events[seq]?.timeMs ?? 0) <= ms) ?? run.at.seq;
    const cast = castOf(scenario.clients, run.events);
    const look = async (ms: number) => session.inside(run.run, seqAt(ms));
    const { now } = await look(4000);
    expect(now.presences[0]?.topics).toMatchObject([
      {
        topic: "videos:1",
        present: [
          { key: "ben", metas: [{}] },
          { key: "ada", metas: [{}, {}] },
        ],
      },
    ]);
    const ben = now.clients.find(({ client }) => client === BEN)?.inside.presences[0];
    expect(ben?.present.find(({ key }) => key === "ada")?.metas).toHaveLength(2);

    const titles = presenceLedger(await look(4000), cast).map(({ title }) => title);
    expect(titles.slice(0, 2)).toEqual(["Server: `videos:1`", "Ben's `Presence`: `videos:1`"]);
    // The stop at which the table had the phone first marks it.
    const marked = await Promise.all(
      run.steps.map(async (seq) =>
        presenceLedger(await session.inside(run.run, seq), cast)[0]?.lists[0]?.items.filter(
          ({ mark }) => mark !== null,
        ),
      ),
    );
    expect(marked.flatMap((items) => items ?? []).map(({ mark }) => mark)).toEqual(
      expect.arrayContaining(["new", "gone"]),
    );
  });

  test("a meta that was updated is changed, and not another one", () => {
    const inside = (meta: object): Inside => ({
      clients: [],
      mailboxes: [],
      presences: [
        {
          node: null,
          module: "P",
          topics: [{ topic: "t", present: [{ key: "ada", metas: [{ ...meta }] }] }],
        },
      ],
    });
    const [block] = presenceLedger(
      {
        before: inside({ phx_ref: "a", typing: false }),
        now: inside({ phx_ref: "b", phx_ref_prev: "a", typing: true }),
      },
      [],
    );
    expect(block?.lists[0]?.items).toMatchObject([
      { mark: "changed", text: '`ada` `{"typing":true}`', about: "`phx_ref` `b` `phx_ref_prev` `a`" },
    ]);
  });
});
