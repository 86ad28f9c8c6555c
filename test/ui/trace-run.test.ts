import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writeTrace } from "../../src/schemas/trace-file.ts";
import { readTrace } from "../../src/schemas/trace-reader.ts";
import { Session } from "../../src/simulation/session.ts";
import { castOf } from "../../src/ui/cast.ts";
import { sequenceOf } from "../../src/ui/diagram/sequence.ts";
import { drawnTrace, SAVED_RUN } from "../../src/ui/playground/trace-run.ts";
import { Conversation } from "../../src/ui/simulator/conversation.ts";
import { savedRun } from "../schemas/saved-run.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";
import { lateClient } from "./late-client.ts";

const scenario = lessonScenario("cable-pulled-while-ada-writes");
const saved = savedRun(scenario, "right");
const text = writeTrace(saved);

async function opened() {
  const read = readTrace(text);
  if (!read.ok) throw new Error("the trace is not read");
  return drawnTrace(read.trace, lateClient());
}

async function begun(): Promise<Conversation> {
  const { props } = await opened();
  const conversation = new Conversation(props.scenario, props.initial, () => undefined);
  conversation.begin(lateClient());
  await conversation.ask(async () => undefined);
  return conversation;
}

describe("a saved run", () => {
  test("is shown as it was, moment by moment", async () => {
    const session = new Session();
    const made = session.load({ scenario, variant: "right", seed: saved.seed });
    const { session: shown } = await begun();
    expect(shown.run.events).toEqual(made.events);
    expect(shown.run.steps).toEqual(made.steps);
    const client = lateClient();
    const { props } = await opened();
    const { run, truths, lookOnly } = props.initial;
    const recorded = { events: run.events, truths, ...(lookOnly === true ? { lookOnly } : {}) };
    const view = await client.load({ scenario: props.scenario, variant: "right", seed: 1, recorded });
    for (const seq of made.steps) {
      expect(await client.seek(view.run, seq)).toEqual(session.seek(made.run, seq));
    }
  });

  test("begins at the moment at which it was saved", async () => {
    const at = saved.events[100]?.seq ?? saved.at;
    const read = readTrace(writeTrace({ ...saved, at }));
    if (!read.ok) throw new Error("the trace is not read");
    const { props } = await drawnTrace(read.trace, lateClient());
    const { steps, at: shown } = props.initial.run;
    expect(shown.seq).toBe(steps.findLast((step) => step <= at));
    expect(props.id).toBe(SAVED_RUN);
  });

  test("ends where it ended", async () => {
    const conversation = await begun();
    conversation.toEnd();
    conversation.forward();
    await conversation.ask(async () => undefined);
    const { run, at, status } = conversation.session;
    expect(at.seq).toBe(run.steps.at(-1));
    expect(run.events).toHaveLength(saved.events.length);
    expect(status).toMatch(/saved run ends/);
  });

  test("is never run again, whoever asks for it", async () => {
    const client = lateClient();
    const { props } = await opened();
    const { run, truths } = props.initial;
    const recorded = { events: run.events, truths, lookOnly: true } as const;
    const { run: id } = await client.load({ scenario: props.scenario, variant: "right", seed: 1, recorded });
    const last = run.steps.at(-1) ?? run.at.seq;
    const ben = scenario.clients[1]?.id ?? never();
    await expect(client.apply(id, last, { kind: "pull_cable", client: ben })).rejects.toThrow(
      /only be looked at/,
    );
    await expect(client.fork(id, last)).rejects.toThrow(/only be looked at/);
    await expect(client.processes(id, last)).rejects.toThrow(/only be looked at/);
    await expect(client.code(id, last)).rejects.toThrow(/only be looked at/);
    expect((await client.step(id, last, "forward")).seq).toBe(last);
  });
});

test("a trace in which things do not follow from each other is shown or refused, and nothing worse", async () => {
  const lines = text.split("\n");
  const from = lines.indexOf('"events":[') + 1;
  const places = Array.from({ length: saved.events.length }, (_, index) => from + index);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...places), fc.constantFrom(...places)), {
        minLength: 1,
        maxLength: 6,
      }),
      async (swaps) => {
        const mixed = [...lines];
        for (const [one, other] of swaps) {
          [mixed[one], mixed[other]] = [mixed[other] ?? "", mixed[one] ?? ""];
        }
        // Every event in its place and in time, so that only what it tells of is out of order.
        const events = mixed.slice(from, from + places.length).map((line, seq) => {
          const event = JSON.parse(line.replace(/,$/, ""));
          const cause = event.cause === null || event.cause >= seq ? null : event.cause;
          return { ...event, seq, cause, timeMs: saved.events[seq]?.timeMs };
        });
        const read = readTrace(JSON.stringify({ ...JSON.parse(text), events }));
        if (!read.ok) throw new Error(JSON.stringify(read.problems));
        const drawn = await drawnTrace(read.trace, lateClient()).catch(() => null);
        if (drawn === null) return;
        const { run } = drawn.props.initial;
        const cast = castOf(read.trace.scenario.clients, run.events);
        expect(sequenceOf(run.events, run.steps, cast).y).toHaveLength(run.events.length);
      },
    ),
    { numRuns: 40 },
  );
});

function never(): never {
  throw new Error("a scenario without Ben");
}
