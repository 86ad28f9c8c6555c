import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TraceEvent } from "../../src/trace/event.ts";
import type { Seq } from "../../src/trace/ids.ts";
import { castOf } from "../../src/ui/cast.ts";
import { missingIds, viewerModels } from "../../src/ui/viewer/viewer-model.ts";
import { ada, ben, sampleRun, sampleScenario, sampleStep } from "./sample-run.ts";

const { events } = sampleRun();
const cast = castOf(sampleScenario.clients, events);

function pagesAt(seq: Seq) {
  return new Map(
    viewerModels(cast, sampleStep(events, seq).clients, events, seq).map((model) => [
      model.participant.client,
      model,
    ]),
  );
}

function lastBefore(match: (event: TraceEvent) => boolean): Seq {
  const seq = events.find(match)?.seq;
  if (seq === undefined) throw new Error("no such event in the sample");
  return (seq - 1) as Seq; // a brand
}

describe("a viewer's page", () => {
  test("lacks what was stored while its cable was out, and no more once it has caught up", () => {
    const plugged = lastBefore(
      (event) => event.kind === "input_applied" && event.input.kind === "plug_cable",
    );
    expect(pagesAt(plugged).get(ada)).toMatchObject({ missing: [], link: "up" });
    expect(pagesAt(plugged).get(ben)).toMatchObject({ missing: [2, 3, 4], link: "cut", lastSeenId: 1 });
    const end = (events.length - 1) as Seq; // a brand
    expect(pagesAt(end).get(ben)?.missing).toEqual([]);
    expect(
      pagesAt(end)
        .get(ben)
        ?.rows.map(({ id }) => id),
    ).toEqual([1, 2, 3, 4, 5]);
  });

  test("lacks nothing before it is open", () => {
    const start = 0 as Seq; // a brand
    expect(pagesAt(start).get(ben)).toMatchObject({ opened: false, missing: [] });
  });

  test("marks an annotation that stands there twice", () => {
    const step = sampleStep(events, (events.length - 1) as Seq); // a brand
    const clients = step.clients.map((view) => ({
      ...view,
      page: view.page && {
        ...view.page,
        annotations: [...view.page.annotations, ...view.page.annotations.slice(0, 1)],
      },
    }));
    const [model] = viewerModels(cast, clients, events, step.seq);
    expect(model?.rows.filter(({ twice }) => twice).map(({ id }) => id)).toEqual([1, 1]);
  });
});

test("what is missing and what is there make up what was stored", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 30 })), fc.array(fc.nat({ max: 30 })), (stored, here) => {
      const missing = missingIds(
        here.map((id) => ({ id })),
        stored,
      );
      expect([...missing].sort((a, b) => a - b)).toEqual(missing);
      expect(new Set([...missing, ...stored.filter((id) => here.includes(id))])).toEqual(new Set(stored));
      for (const id of missing) expect(here).not.toContain(id);
    }),
  );
});
