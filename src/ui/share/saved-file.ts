import type { Scenario } from "../../schemas/scenario.ts";
import { writeTrace } from "../../schemas/trace-file.ts";
import { castOf } from "../cast.ts";
import { sequenceOf } from "../diagram/sequence.ts";
import type { Conversation } from "../simulator/conversation.ts";
import { type DiagramFile, diagramFile } from "./diagram-file.tsx";
import { diagramPicture } from "./diagram-picture.ts";
import { mermaidOf } from "./mermaid.ts";
import { replayTest, testFileName } from "./replay-test.ts";

/** What a run can be saved as. */
export type FileKind = "json" | "svg" | "png" | "mmd" | "ts";

export type Theme = "light" | "dark";

export type SavedFile = { readonly name: string; readonly blob: Blob };

/** The run that a simulator shows, as a file. Rejects when the worker does not answer, or with `TooTall`. */
export async function savedFile(
  kind: FileKind,
  conversation: Conversation,
  theme: Theme,
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
      return { name: `${name}.png`, blob: await diagramPicture(drawn(conversation, theme)) };
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

function drawn({ scenario, session }: Conversation, theme: Theme): DiagramFile {
  const { events, steps, variant } = session.run;
  const sequence = sequenceOf(events, steps, castOf(scenario.clients, events));
  const line = "The client is phoenix 1.8.16, the server simulated after Phoenix 1.8.12. Time goes down.";
  return diagramFile(sequence, { title: titleOf(scenario, variant), line }, theme);
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
