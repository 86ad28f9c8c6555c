import { describe, expect, test } from "vitest";
import { type RunLink, readRunLink } from "../../src/schemas/run-link.ts";
import { Session as Simulation } from "../../src/simulation/session.ts";
import type { RunView } from "../../src/simulation/simulator-api.ts";
import { serializeTrace } from "../../src/trace/serialize.ts";
import { differenceOf, linkTo } from "../../src/ui/share/linked-run.ts";
import { HASH } from "../../src/ui/share/run-hash.ts";
import { Conversation } from "../../src/ui/simulator/conversation.ts";
import { showLinked, showRun } from "../../src/ui/simulator/other-runs.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";
import { lateClient } from "./late-client.ts";

const scenario = lessonScenario("cable-pulled-while-ada-writes");
const [ada, ben] = scenario.clients.map(({ id }) => id);
if (ada === undefined || ben === undefined) throw new Error("two viewers");
const VIEW = { panel: "charts", viewer: ben, zoom: 1, picked: null };

function begin(): Conversation {
  const builder = new Simulation();
  const drawn = builder.load({ scenario, variant: "none", seed: scenario.seed });
  const { truths } = builder.recordOf(drawn.run);
  const conversation = new Conversation(scenario, { run: drawn, truths }, () => undefined);
  conversation.begin(lateClient());
  return conversation;
}

async function answered(conversation: Conversation): Promise<void> {
  await conversation.ask(async () => undefined);
}

function linkOf(conversation: Conversation): RunLink {
  const written = linkTo(conversation.session, scenario, VIEW);
  if (!written.ok) throw new Error(written.message);
  const read = readRunLink(written.text.slice(HASH.length));
  if (!read.ok) throw new Error(read.message);
  return read.link;
}

async function opened(link: RunLink): Promise<{ conversation: Conversation; run: RunView }> {
  const conversation = begin();
  const runs: RunView[] = [];
  showLinked(conversation, link, (run) => runs.push(run));
  await answered(conversation);
  const [run] = runs;
  if (run === undefined) throw new Error("no run was shown");
  return { conversation, run };
}

/** What somebody does with a simulator before they copy the link. */
const STORIES: readonly [string, (conversation: Conversation) => void][] = [
  ["nothing at all", () => undefined],
  ["goes to a step of another variant", (one) => one.showStep("right", 40)],
  [
    "pulls the cable and writes",
    (one) => {
      one.showStep("naive", 30);
      one.act({ kind: "pull_cable", client: ben });
      one.act({ kind: "annotate", client: ada, body: "Nobody else reads this" });
      one.back();
    },
  ],
  [
    "lets the script's run go on beyond its end",
    (one) => {
      one.toEnd();
      for (let step = 0; step < 5; step += 1) one.forward();
    },
  ],
  [
    "lets a run of their own go on, and steps back",
    (one) => {
      one.act({ kind: "stop_server", how: "kill" });
      one.toEnd();
      for (let step = 0; step < 12; step += 1) one.forward();
      one.back();
    },
  ],
];

describe("who opens a link sees what its maker saw, to the last byte", () => {
  test.each(STORIES)("%s", async (_, act) => {
    const maker = begin();
    act(maker);
    await answered(maker);
    const link = linkOf(maker);

    const { conversation, run } = await opened(link);

    const [made, seen] = [maker.session, conversation.session];
    expect(serializeTrace(seen.run.events)).toBe(serializeTrace(made.run.events));
    expect(seen.run.steps).toEqual(made.run.steps);
    expect(seen.at.seq).toBe(made.at.seq);
    expect(seen.at.narration).toEqual(made.at.narration);
    expect(seen.own?.fromMs).toBe(made.own?.fromMs);
    expect(seen.variant).toBe(made.variant);
    expect(link.view).toEqual(VIEW);
    expect(differenceOf(link, run)).toBeNull();
    expect(linkOf(conversation)).toEqual(link);
  });
});

test("back from a link's run is the script's run of the same variant", async () => {
  const maker = begin();
  maker.showStep("right", 20);
  maker.act({ kind: "pull_cable", client: ada });
  await answered(maker);
  const { conversation } = await opened(linkOf(maker));
  expect(conversation.session.own?.by).toBe("link");
  conversation.backToScript();
  await answered(conversation);
  const { run, own } = conversation.session;
  expect(own).toBeNull();
  expect(run.variant).toBe("right");
  expect(run.inputs).toEqual(scenario.inputs);
});

test("a run that comes out otherwise than when the link was made is shown, and told of", async () => {
  const maker = begin();
  await answered(maker);
  const link = { ...linkOf(maker), digest: "AAAAAAAAAAAA" };
  const { conversation, run } = await opened(link);
  expect(conversation.session.at.seq).toBe(link.seq);
  expect(differenceOf(link, run)).toMatch(/site has changed/);
});

test("a run on a server that an exercise has put together has no link", async () => {
  const conversation = begin();
  const [variant] = scenario.variants;
  if (variant === undefined) throw new Error("a variant");
  const chosen = { ...scenario, variants: [{ ...variant, id: "chosen" }] };
  const seq = conversation.session.at.seq;
  const shown = { variant: "chosen", seed: 1, inputs: null, untilMs: 0, seq, timeMs: 0 };
  showRun(conversation, { scenario: chosen, ...shown });
  await answered(conversation);
  const written = linkTo(conversation.session, scenario, VIEW);
  expect(written.ok ? "" : written.message).toMatch(/exercise/);
});
