import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TimerPurpose, TraceBody, TraceEvent } from "../../src/trace/event.ts";
import type { PushId, Seq, TimerId } from "../../src/trace/ids.ts";
import { castOf } from "../../src/ui/cast.ts";
import type { SpanPart } from "../../src/ui/diagram/item.ts";
import { sequenceOf } from "../../src/ui/diagram/sequence.ts";
import { timerWord } from "../../src/ui/diagram/timer-items.ts";
import { ada, ben, sampleScenario } from "./sample-run.ts";

const push = 1 as PushId; // brands, as below

function timer(
  kind: "set" | "fired" | "cancelled",
  id: number,
  client = ben,
  purpose: TimerPurpose = { is: "heartbeat" },
): TraceBody {
  const about = { client, timer: id as TimerId, purpose };
  if (kind === "set") return { kind: "timer_set", ...about, delayMs: 10_000 };
  return kind === "fired" ? { kind: "timer_fired", ...about } : { kind: "timer_cancelled", ...about };
}

function spansOf(bodies: readonly TraceBody[]): readonly SpanPart[] {
  const events = bodies.map(
    (body, index): TraceEvent => ({ ...body, seq: index as Seq, timeMs: index * 10, cause: null }),
  );
  const { items } = sequenceOf(events, [], castOf(sampleScenario.clients, events));
  return items.flatMap(({ parts }) => parts.filter((part) => part.is === "span"));
}

describe("a timer", () => {
  test("is a span from where it was set to where it fired, was cleared, or still runs", () => {
    const spans = spansOf([
      timer("set", 1),
      timer("set", 2),
      timer("set", 3),
      timer("fired", 1),
      timer("cancelled", 2),
    ]);
    expect(spans.map(({ end }) => end).sort()).toEqual(["cleared", "fired", "running"]);
    for (const { y1, y2 } of spans) expect(y2).toBeGreaterThan(y1);
  });

  test("says what it is for: a join's timeout is told from a push's", () => {
    const call = { topic: "videos:1", push } as const;
    const purpose = { is: "push_timeout", ...call } as const;
    const join: TraceBody = { kind: "api_called", client: ben, call: { name: "join", ...call } };
    const other: TraceBody = {
      kind: "api_called",
      client: ben,
      call: { name: "push", ...call, event: "new_annotation", payload: {}, timeoutMs: 10_000 },
    };
    const labelOf = (bodies: readonly TraceBody[]) => spansOf(bodies).map(({ label }) => label);
    expect(labelOf([join, timer("set", 1, ben, purpose)])).toEqual(["join timeout 10 s"]);
    expect(labelOf([other, timer("set", 1, ben, purpose)])).toEqual(["push timeout 10 s"]);
    expect(labelOf([timer("set", 1, ben, { ...purpose, push: null })])).toEqual(["join timeout 10 s"]);
  });

  test("has words of its own for each thing that the client waits for", () => {
    const purposes: readonly TimerPurpose[] = [
      { is: "heartbeat" },
      { is: "heartbeat_timeout" },
      { is: "reconnect", tries: 1 },
      { is: "rejoin", topic: "videos:1", tries: 1 },
      { is: "push_timeout", topic: "videos:1", push },
      { is: "teardown_wait" },
    ];
    const words = purposes.map((purpose) => timerWord(purpose, "new_annotation"));
    expect(new Set(words).size).toBe(purposes.length);
    expect(timerWord({ is: "other" }, "")).toBeNull();
  });
});

test("timers of one viewer that run at the same time never share a track", () => {
  const id = fc.integer({ min: 1, max: 5 });
  const kind = fc.constantFrom("set", "fired", "cancelled");
  const moves = fc.array(fc.tuple(kind, id, fc.constantFrom(ada, ben)), { maxLength: 40 });
  fc.assert(
    fc.property(moves, (list) => {
      // Nobody sets a timer that runs: its handle is new every time.
      const running = new Set<string>();
      const bodies = list.flatMap(([how, one, client]) => {
        const key = `${one} ${client}`;
        if ((how === "set") === running.has(key)) return [];
        if (how === "set") running.add(key);
        else running.delete(key);
        return [timer(how, one, client)];
      });
      const spans = spansOf(bodies);
      for (const [index, span] of spans.entries()) {
        for (const other of spans.slice(index + 1)) {
          if (other.x !== span.x || other.track !== span.track) continue;
          expect(Math.min(span.y2, other.y2)).toBeLessThanOrEqual(Math.max(span.y1, other.y1));
        }
      }
    }),
  );
});
