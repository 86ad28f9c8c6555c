import { describe, expect, test } from "vitest";
import { Session as Simulation } from "../../src/simulation/session.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import { sourceOf } from "../../src/ui/code/source-text.ts";
import { Workshop } from "../../src/ui/code/workshop.ts";
import { Conversation } from "../../src/ui/simulator/conversation.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";
import { lateClient } from "./late-client.ts";

const FILE = "content/channels/video_channel_to_all.ex";
const scenario = lessonScenario("ada-tells-everyone");
const lessons = await sourceOf(FILE);

/** A reader who has the lesson's code open. */
function beginToEdit(variant = "to-all") {
  const builder = new Simulation();
  const drawn = builder.load({ scenario, variant, seed: scenario.seed });
  const initial = { run: drawn, truths: builder.recordOf(drawn.run).truths };
  const conversation = new Conversation(scenario, initial, () => undefined);
  conversation.begin(lateClient());
  return { conversation, workshop: new Workshop(conversation, FILE) };
}

function changed(from: string, to: string): string {
  if (!lessons.includes(from)) throw new Error(`the lesson's text has no ${from}`);
  return lessons.replace(from, to);
}

describe("running what a reader wrote", () => {
  test("the lesson's own text makes the lesson's own run", async () => {
    const { conversation, workshop } = beginToEdit();
    expect(await workshop.run(lessons)).toEqual({ is: "same" });
    expect(conversation.session.own?.by).toBe("code");
  });

  test("goes to the first difference, and back to the lesson's code", async () => {
    const { conversation, workshop } = beginToEdit();
    const outcome = await workshop.run(changed("broadcast!(", "broadcast_from!("));
    const { run, at, own } = conversation.session;
    expect(outcome).toEqual({ is: "differs", fromMs: at.timeMs });
    expect(at.narration.text).toMatch(/to the 2 other processes/);
    expect(own?.against.variant).toBe("to-all");
    expect(run.events.length).toBeLessThan(own?.against.events.length ?? 0);
    conversation.backToScript();
    await conversation.ask(async () => undefined);
    expect(conversation.session.own).toBeNull();
    expect(conversation.session.run.events).toEqual(own?.against.events);
  });

  test("keeps what the reader did, and lets them go on with their code", async () => {
    const { conversation, workshop } = beginToEdit();
    const ada = "ada" as ClientId; // of the scenario
    conversation.toEnd();
    conversation.act({ kind: "annotate", client: ada, body: "and one of mine" });
    await workshop.run(changed("broadcast!(", "broadcast_from!("));
    expect(JSON.stringify(conversation.session.run.inputs)).toContain("and one of mine");
    conversation.toEnd();
    conversation.act({ kind: "annotate", client: ada, body: "and another" });
    await conversation.ask(async () => undefined);
    const told = conversation.session.run.events.filter(({ kind }) => kind === "broadcast_dispatched");
    expect(told.map((event) => "except" in event)).toEqual([true, true, true]);
    expect(conversation.session.own?.by).toBe("code");
  });

  test("goes to a variant that runs the code", async () => {
    const { conversation, workshop } = beginToEdit("to-others");
    await workshop.run(changed("broadcast!(", "broadcast_from!("));
    expect(conversation.session.run.variant).toBe("to-all");
    expect(conversation.session.script.variant).toBe("to-all");
  });

  test("what is no Elixir leaves the run as it is, and says where it is wrong", async () => {
    const { conversation, workshop } = beginToEdit();
    await workshop.run(changed("broadcast!(", "broadcast_from!("));
    const { run } = conversation.session;
    const outcome = await workshop.run(changed("{:reply,", "{:reply"));
    expect(outcome.is).toBe("refused");
    expect(outcome.is === "refused" && outcome.problems[0]).toMatchObject({ file: FILE, line: 14 });
    expect(conversation.session.run).toBe(run);
  });

  test("checking runs nothing", async () => {
    const { conversation, workshop } = beginToEdit();
    const problems = await workshop.check(changed("{:ok, annotation}", "{:ok, anotation}"));
    expect(problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
      expect.stringMatching(/^14 undefined variable "anotation"/),
    ]);
    expect(conversation.session.own).toBeNull();
  });

  test("an endless loop ends its own process, with a clear reason", async () => {
    const { conversation, workshop } = beginToEdit();
    await workshop.run(`${changed("broadcast!(", "forever()\n    broadcast!(").replace(/end\s*$/, "")}
  defp forever, do: forever()
end
`);
    const exits = conversation.session.run.events.filter(({ kind }) => kind === "process_exited");
    expect(exits).toEqual([
      expect.objectContaining({ crashed: true, reason: expect.stringMatching(/endless/) }),
    ]);
  });

  test("a channel that is not there any more is found when somebody joins", async () => {
    const { conversation, workshop } = beginToEdit();
    const outcome = await workshop.run("defmodule Nothing do\nend\n");
    expect(outcome.is).toBe("differs");
    const logged = conversation.session.run.events.filter(({ kind }) => kind === "logged");
    expect(JSON.stringify(logged)).toContain("VideosWeb.VideoChannel");
  });
});
