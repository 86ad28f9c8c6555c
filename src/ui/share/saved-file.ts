import type { Scenario } from "../../schemas/scenario.ts";
import { writeTrace } from "../../schemas/trace-file.ts";
import { castOf } from "../cast.ts";
import { type Sequence, sequenceOf } from "../diagram/sequence.ts";
import type { Conversation } from "../simulator/conversation.ts";
import { type DiagramFile, type DiagramTitle, diagramFile } from "./diagram-file.tsx";
import { mermaidOf } from "./mermaid.ts";
import { replayTest, testFileName } from "./replay-test.ts";
import { type Going, savedPicture } from "./saved-picture.ts";

/** What a run can be saved as. */
export type FileKind = "json" | "svg" | "png" | "mmd" | "ts";

export type Theme = "light" | "dark";

export type SavedFile = {
  readonly name: string;
  readonly blob: Blob;
  /** How many files it is made of, where it holds several. */
  readonly parts?: number;
};

/**
 * The run that a simulator shows, as a file. Rejects when the worker does not answer, and when the signal of what is
 * `going` ends it.
 */
export async function savedFile(
  kind: FileKind,
  conversation: Conversation,
  theme: Theme,
  going: Going,
): Promise<SavedFile> {
  const { scenario, session } = conversation;
  const { variant } = session.run;
  const name = `${scenario.id}-${variant}`;
  switch (kind) {
    case "json":
      return textFile(`${name}.trace.json`, "application/json", await traceText(conversation));
    case "svg":
      return textFile(`${name}.svg`, "image/svg+xml", drawn(conversation, theme).svg);
    case "png":
      return savedPicture(name, laidOut(conversation), titled(conversation), theme, going);
    case "mmd": {
      const { events } = session.run;
      const cast = castOf(scenario.clients, events);
      return textFile(`${name}.mmd`, "text/plain", mermaidOf(events, cast, titleOf(scenario, variant)));
    }
    case "ts": {
      const { seed, events } = session.run;
      const inputs = session.own === null ? null : session.run.inputs;
      const { id, title } = scenario;
      const text = replayTest({ scenario: id, title, variant, seed, inputs, events });
      return textFile(testFileName(id, variant), "text/plain", text);
    }
  }
}

async function traceText(conversation: Conversation): Promise<string> {
  const { scenario, session } = conversation;
  const { run, at } = session;
  const last = run.events.at(-1)?.seq ?? at.seq;
  const { truths } = await conversation.ask((client) => client.recordOf(run.run, last));
  const { id, title, clients } = scenario;
  return writeTrace({
    scenario: { id, title, variant: { id: run.variant, label: labelOf(scenario, run.variant) }, clients },
    seed: run.seed,
    inputs: run.inputs,
    at: at.seq,
    states: truths.filter(({ from }) => from <= last),
    events: run.events,
  });
}

function drawn(conversation: Conversation, theme: Theme): DiagramFile {
  return diagramFile(laidOut(conversation), titled(conversation), theme);
}

function laidOut({ scenario, session }: Conversation): Sequence {
  const { events, steps } = session.run;
  return sequenceOf(events, steps, castOf(scenario.clients, events));
}

function titled({ scenario, session }: Conversation): DiagramTitle {
  const line = "The client is phoenix 1.8.16, the server simulated after Phoenix 1.8.12. Time goes down.";
  return { title: titleOf(scenario, session.run.variant), line };
}

function titleOf(scenario: Scenario, variant: string): string {
  return scenario.variants.length < 2 ? scenario.title : `${scenario.title}: ${labelOf(scenario, variant)}`;
}

function labelOf({ variants }: Scenario, variant: string): string {
  return variants.find(({ id }) => id === variant)?.label ?? variant;
}

function textFile(name: string, type: string, text: string): SavedFile {
  return { name, blob: new Blob([text], { type: `${type};charset=utf-8` }) };
}
