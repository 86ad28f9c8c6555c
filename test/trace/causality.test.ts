import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runScenario } from "../../src/simulation/run.ts";
import { Causality } from "../../src/trace/causality.ts";
import type { TraceBody, TraceEvent } from "../../src/trace/event.ts";
import type { ClientId, ConnectionId, FrameId, Seq, TimerId } from "../../src/trace/ids.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";

const ben = "ben" as ClientId; // brands, as below
const seq = (value: number): Seq => value as Seq;
const frame = (id: number) =>
  ({ client: ben, connection: 1 as ConnectionId, frame: id as FrameId, direction: "up" }) as const;
const timer = (id: number) => ({ client: ben, timer: id as TimerId, purpose: { is: "heartbeat" } }) as const;

type Told = readonly [body: TraceBody, cause: number | null];

function trace(told: readonly Told[]): TraceEvent[] {
  return told.map(([body, cause], index) => ({
    ...body,
    seq: seq(index),
    timeMs: index,
    cause: cause === null ? null : seq(cause),
  }));
}

const body: fc.Arbitrary<TraceBody> = fc.oneof(
  fc.constant<TraceBody>({ kind: "server_started" }),
  fc
    .tuple(fc.constantFrom("frame_arrived", "frame_held", "frame_lost"), fc.integer({ min: 1, max: 4 }))
    .map(([kind, id]): TraceBody => ({ kind, ...frame(id) })),
  fc.integer({ min: 1, max: 4 }).map((id): TraceBody => ({ kind: "frame_sent", ...frame(id), data: "" })),
  fc.integer({ min: 1, max: 4 }).map((id): TraceBody => ({ kind: "timer_set", ...timer(id), delayMs: 5 })),
  fc
    .tuple(fc.constantFrom("timer_fired", "timer_cancelled"), fc.integer({ min: 1, max: 4 }))
    .map(([kind, id]): TraceBody => ({ kind, ...timer(id) })),
);

/** Any trace in which causes come first. */
const anyTrace = fc
  .array(fc.tuple(body, fc.option(fc.nat(), { nil: null })), { minLength: 1, maxLength: 40 })
  .map((told) =>
    trace(told.map(([one, cause], index) => [one, cause === null || index === 0 ? null : cause % index])),
  );

describe("the cone of any event of any trace", () => {
  test("is closed under cause, and so is what it led to under effect", () => {
    fc.assert(
      fc.property(anyTrace, (events) => {
        const causality = new Causality(events);
        for (const { seq: of } of events) {
          const { past, future } = causality.coneOf(of);
          const before = new Set([...past, of]);
          for (const one of before) {
            for (const cause of causality.causesOf(one)) expect(before).toContain(cause);
          }
          const after = new Set([...future, of]);
          for (const { seq: one } of events) {
            const follows = one > of && causality.causesOf(one).some((cause) => after.has(cause));
            expect({ one, after: after.has(one) }).toEqual({ one, after: follows || one === of });
          }
        }
      }),
    );
  });

  test("has a in the past of b exactly when it has b in the future of a", () => {
    fc.assert(
      fc.property(anyTrace, (events) => {
        const causality = new Causality(events);
        const cones = events.map((event) => causality.coneOf(event.seq));
        const pairs = (half: "past" | "future") =>
          cones.flatMap((cone) =>
            cone[half].map((other) => (half === "past" ? `${other} ${cone.of}` : `${cone.of} ${other}`)),
          );
        expect(pairs("past").sort()).toEqual(pairs("future").sort());
      }),
    );
  });

  test("comes in the order of the trace, without the event itself", () => {
    fc.assert(
      fc.property(anyTrace, (events) => {
        const causality = new Causality(events);
        for (const { seq: of } of events) {
          const { past, future } = causality.coneOf(of);
          const all = [...past, of, ...future];
          expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
        }
      }),
    );
  });
});

describe("what an event is the end of led to it as well", () => {
  test("a frame is lost because the cable went, and because it was sent", () => {
    const events = trace([
      [{ kind: "server_started" }, null],
      [{ kind: "frame_sent", ...frame(1), data: "" }, 0],
      [{ kind: "link_changed", client: ben, state: "cut" }, null],
      [{ kind: "frame_lost", ...frame(1) }, 2],
    ]);
    expect(new Causality(events).coneOf(seq(3)).past).toEqual([0, 1, 2]);
    expect(new Causality(events).coneOf(seq(1)).future).toEqual([3]);
  });

  test("two clients may count their timers alike", () => {
    const ada = "ada" as ClientId;
    const events = trace([
      [{ kind: "timer_set", ...timer(1), delayMs: 5 }, null],
      [{ kind: "timer_set", ...timer(1), client: ada, delayMs: 5 }, null],
      [{ kind: "timer_fired", ...timer(1) }, null],
    ]);
    expect(new Causality(events).causesOf(seq(2))).toEqual([0]);
  });
});

test("an attempt to connect leads to what came of it", () => {
  const { events } = runScenario(lessonScenario("cable-pulled-while-ada-writes"), { variant: "right" });
  const causality = new Causality(events);
  const attempts = events.filter(({ kind }) => kind === "connection_opening");
  expect(attempts.length).toBeGreaterThan(8);
  for (const { seq: attempt } of attempts) {
    const kinds = causality.coneOf(attempt).future.map((one) => events[one]?.kind);
    expect(kinds).toContain(kinds.includes("connection_errored") ? "connection_closed" : "connection_opened");
  }
});

test("in a lesson's run, what Ben's page shows in the end goes back to the cable that was pulled", () => {
  const { events } = runScenario(lessonScenario("cable-pulled-while-ada-writes"), { variant: "right" });
  const shown = events.findLast(({ kind }) => kind === "page_changed");
  const { past } = new Causality(events).coneOf(shown?.seq ?? seq(0));
  const first = events[past[0] ?? 0];
  expect(first?.kind === "input_applied" && first.input.kind).toBe("pull_cable");
});
