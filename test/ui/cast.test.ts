import { expect, test } from "vitest";
import type { TraceEvent } from "../../src/trace/event.ts";
import type { ClientId, Seq } from "../../src/trace/ids.ts";
import { castOf } from "../../src/ui/cast.ts";

const id = (name: string) => name as ClientId; // a brand has no value at run time

test("who comes in the course of the run follows those of the scenario, under a name of their own", () => {
  const opening = { kind: "connection_opened", connection: 1 } as const;
  const bodies = [
    { kind: "input_applied", input: { kind: "add_tab", client: id("ben-2"), name: "Ben 2", of: id("ben") } },
    { ...opening, client: id("ben-2") },
    { ...opening, client: id("ben") },
  ];
  // The connection's brand is all that is missing.
  const events = bodies.map(
    (body, seq) => ({ ...body, seq: seq as Seq, timeMs: 0, cause: null }) as TraceEvent,
  );
  const cast = castOf(
    [
      { id: id("ada"), name: "Ada" },
      { id: id("ben"), name: "Ben" },
    ],
    events,
  );
  expect(cast.map(({ client, name, hue }) => [client, name, hue])).toEqual([
    ["ada", "Ada", 0],
    ["ben", "Ben", 1],
    ["ben-2", "Ben 2", 2],
  ]);
});
