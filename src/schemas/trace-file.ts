import { canonicalJson } from "../trace/serialize.ts";
import { clientState, placeInTrace, traceEvent } from "./event-shape.ts";
import { clientId, timedInputs, words } from "./input-shape.ts";
import { z } from "./page-zod.ts";

/** The format of the files that are written here. Whoever changes a shape counts it up. */
export const TRACE_VERSION = 1;
export const TRACE_FORMAT = "rejoin-trace";

/** The pair whose behaviour the trace shows. */
export const PHOENIX = { server: "1.8.12", client: "1.8.16" } as const;

export const TRACE_LIMITS = {
  fileBytes: 24 * 1024 * 1024,
  events: 60_000,
  states: 60_000,
  depth: 96,
} as const;

const place = z.int().min(0).max(TRACE_LIMITS.events);

/** The shape of a saved trace (docs/trace.md), without what one part of it must know of another. */
export const traceFile = z.strictObject({
  format: z.literal(TRACE_FORMAT),
  version: z.literal(TRACE_VERSION),
  phoenix: z.strictObject({ server: words, client: words }),
  scenario: z.strictObject({
    id: words,
    title: words,
    variant: z.strictObject({ id: words, label: words }),
    clients: z
      .array(z.strictObject({ id: clientId, name: words }))
      .max(64)
      .readonly(),
  }),
  seed: z.int().min(0).max(0xffff_ffff),
  inputs: timedInputs,
  /** The moment that was shown when it was saved. */
  at: placeInTrace,
  /** A client's own state after a step, which recorded the events from `from` to before `events`. */
  states: z
    .array(z.strictObject({ client: clientId, from: place, events: place, state: clientState }))
    .max(TRACE_LIMITS.states)
    .readonly(),
  events: z.array(traceEvent).min(1).max(TRACE_LIMITS.events).readonly(),
});

/** A run as a file keeps it: what it was made of, what happened, and what each client said of itself meanwhile. */
export type SavedTrace = Omit<z.output<typeof traceFile>, "format" | "version" | "phoenix">;

/**
 * The text of a saved trace: canonical JSON, with each input, state and event on a line of its own, the events as
 * `serializeTrace` writes them. Equal runs are equal text.
 */
export function writeTrace({ scenario, seed, inputs, at, states, events }: SavedTrace): string {
  const { id, title, variant, clients } = scenario;
  const head = {
    format: TRACE_FORMAT,
    version: TRACE_VERSION,
    phoenix: PHOENIX,
    scenario: {
      id,
      title,
      variant: { id: variant.id, label: variant.label },
      clients: clients.map((client) => ({ id: client.id, name: client.name })),
    },
    seed,
    at,
  };
  const fields = Object.entries(head).map(([key, value]) => `${JSON.stringify(key)}:${canonicalJson(value)}`);
  const lists = Object.entries({ inputs, states, events }).map(
    ([key, items]) => `${JSON.stringify(key)}:[\n${items.map(canonicalJson).join(",\n")}\n]`,
  );
  return `{\n${[...fields, ...lists].join(",\n")}\n}\n`;
}
