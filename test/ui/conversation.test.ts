import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Session as Simulation } from "../../src/simulation/session.ts";
import { Conversation } from "../../src/ui/simulator/conversation.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";
import { lateClient } from "./late-client.ts";

const scenario = lessonScenario("cable-pulled-while-ada-writes");
const builder = new Simulation();
const drawn = builder.load({ scenario, variant: "none", seed: scenario.seed });
const initial = { run: drawn, truths: builder.recordOf(drawn.run).truths };

function begin(client = lateClient()): Conversation {
  const conversation = new Conversation(scenario, initial, () => undefined);
  conversation.begin(client);
  return conversation;
}

/** Until everything that was asked for is answered. */
async function answered(conversation: Conversation): Promise<void> {
  await conversation.ask(async () => undefined);
}

/** What a reader sees: which program, which step of it, and what was done. */
function place({ session: { run, at } }: Conversation) {
  return { variant: run.variant, step: run.steps.indexOf(at.seq), timeMs: at.timeMs, inputs: run.inputs };
}

describe("while another run is on its way", () => {
  test("to the end means the end of that one", async () => {
    const conversation = begin();
    conversation.toEnd();
    conversation.chooseVariant("right");
    conversation.toEnd();
    await answered(conversation);
    const { run, at } = conversation.session;
    expect(run.variant).toBe("right");
    expect(at.seq).toBe(run.steps.at(-1));
  });

  test("a step that was picked in the old one becomes the same moment of the new one", async () => {
    const conversation = begin();
    await answered(conversation);
    const picked = drawn.steps[20] ?? drawn.at.seq;
    conversation.chooseVariant("right");
    conversation.goTo(picked);
    await answered(conversation);
    const { run, at } = conversation.session;
    expect(run.variant).toBe("right");
    expect(run.steps).toContain(at.seq);
    expect(at.timeMs).toBeLessThanOrEqual(drawn.events[picked]?.timeMs ?? 0);
    const next = run.events[run.steps[run.steps.indexOf(at.seq) + 1] ?? 0];
    expect(next?.timeMs).toBeGreaterThan(drawn.events[picked]?.timeMs ?? 0);
  });
});

test("the chosen variant is shown at once, and the one that runs again if that fails", async () => {
  const client = lateClient();
  const conversation = begin({
    ...client,
    load: (request) =>
      request.variant === "none" ? client.load(request) : Promise.reject(new Error("no answer")),
  });
  conversation.chooseVariant("right");
  expect(conversation.session.variant).toBe("right");
  await answered(conversation);
  const { run, variant, status } = conversation.session;
  expect([run.variant, variant]).toEqual(["none", "none"]);
  expect(status).toMatch(/does not answer/);
});

test("what is said while a step is on its way stays said", async () => {
  const client = lateClient();
  const conversation = begin({
    ...client,
    seek: (run, seq) => {
      conversation.say("The simulator was restarted.");
      return client.seek(run, seq);
    },
  });
  conversation.toEnd();
  await answered(conversation);
  expect(conversation.session.at.seq).toBe(drawn.steps.at(-1));
  expect(conversation.session.status).toBe("The simulator was restarted.");
});

test("after acting, back is to the script's run at the moment when it was left", async () => {
  const conversation = begin();
  for (let step = 0; step < 12; step += 1) conversation.forward();
  await answered(conversation);
  const { step: _, ...left } = place(conversation);
  ACTS[6]?.(conversation);
  conversation.toEnd();
  conversation.backToScript();
  await answered(conversation);
  expect(place(conversation)).toMatchObject(left);
  expect(conversation.session.own).toBeNull();
});

test("to stop what does not play draws nothing anew", () => {
  let drawings = 0;
  const conversation = new Conversation(scenario, initial, () => {
    drawings += 1;
  });
  conversation.play(false);
  expect(drawings).toBe(0);
  conversation.play(true);
  expect(drawings).toBeGreaterThan(0);
});

type Act = (conversation: Conversation) => void;

const ACTS: readonly Act[] = [
  (conversation) => conversation.toStart(),
  (conversation) => conversation.toEnd(),
  (conversation) => conversation.back(),
  (conversation) => conversation.forward(),
  (conversation) => conversation.chooseVariant("right"),
  (conversation) => conversation.chooseVariant("none"),
  (conversation) => conversation.act({ kind: "pull_cable", client: scenario.clients[0]?.id ?? never() }),
  (conversation) => conversation.backToScript(),
];

test("who hurries comes to where who waits for every answer comes to", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...ACTS), { maxLength: 8 }), async (acts) => {
      const hurried = begin();
      for (const act of acts) act(hurried);
      await answered(hurried);
      const patient = begin();
      for (const act of acts) {
        act(patient);
        await answered(patient);
      }
      expect(place(hurried)).toEqual(place(patient));
    }),
    { numRuns: 60 },
  );
});

test("nothing is asked of a worker before the reader turns to the simulator", async () => {
  let loads = 0;
  const client = lateClient();
  const conversation = begin({
    ...client,
    load: (request) => {
      loads += 1;
      return client.load(request);
    },
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(loads).toBe(0);
  conversation.wake();
  conversation.wake();
  conversation.forward();
  await answered(conversation);
  expect(loads).toBe(1);
  expect(place(conversation).step).toBe(1);
});

test("many steps in one go are one look", async () => {
  let looks = 0;
  const client = lateClient();
  const conversation = begin({
    ...client,
    seek: (run, seq) => {
      looks += 1;
      return client.seek(run, seq);
    },
  });
  await answered(conversation);
  for (let step = 0; step < 30; step += 1) conversation.forward();
  await answered(conversation);
  expect(place(conversation).step).toBe(30);
  expect(looks).toBeLessThanOrEqual(4);
});

test("at the end the world goes on until something happens", async () => {
  const conversation = begin();
  await answered(conversation);
  conversation.toEnd();
  await answered(conversation);
  conversation.forward();
  await answered(conversation);
  expect(place(conversation).step).toBe(drawn.steps.length);
});

function never(): never {
  throw new Error("a scenario without clients");
}
