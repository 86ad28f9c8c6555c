import { describe, expect, test } from "vitest";
import { runScenario } from "../../src/simulation/run.ts";
import { isStep } from "../../src/trace/step.ts";
import { castOf } from "../../src/ui/cast.ts";
import type { Item, LinePart } from "../../src/ui/diagram/item.ts";
import { optics } from "../../src/ui/diagram/optics.ts";
import { sequenceOf } from "../../src/ui/diagram/sequence.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";

const scenario = lessonScenario("cable-pulled-while-ada-writes");
const { events } = runScenario(scenario, { variant: "right" });
const steps = events.filter((event) => isStep(event, events)).map(({ seq }) => seq);
const cast = castOf(scenario.clients, events);
const plain = sequenceOf(events, steps, cast);
const split = sequenceOf(events, steps, cast, { zoom: 1, split: true, optics });
const [ada] = cast;
if (ada === undefined) throw new Error("nobody there");

function arrows(item: Item | undefined): readonly LinePart[] {
  return (item?.parts ?? []).filter((part) => part.is === "line");
}

function drawnOf(kind: "api_called" | "page_changed", fits: (seq: number) => boolean = () => true) {
  const event = events.find((one) => one.kind === kind && one.client === ada?.client && fits(one.seq));
  return split.items.find(({ key }) => key === `page-${event?.seq}`);
}

describe("where there is room, a viewer's page and its socket have a lifeline each", () => {
  const page = split.lanes.page(ada.client)?.x ?? Number.NaN;
  const socket = split.lanes.viewer(ada.client)?.x ?? Number.NaN;

  test("the page's outermost", () => {
    expect(page).toBeLessThan(socket);
    expect(plain.lanes.page(ada.client)).toBe(plain.lanes.viewer(ada.client));
  });

  test("a call goes from the page to the socket", () => {
    const call = drawnOf("api_called", (seq) => events[seq]?.kind === "api_called" && seq > 3);
    expect(arrows(call).map(({ x1, x2 }) => [x1, x2])).toEqual([[page, socket]]);
  });

  test("what a frame makes the page show comes from the socket, what the viewer does is the page's own", () => {
    const causeOf = (seq: number) => events[events[seq]?.cause ?? -1]?.kind;
    const hooked = drawnOf("page_changed", (seq) => causeOf(seq) === "frame_arrived");
    expect(arrows(hooked).map(({ x1, x2 }) => [x1, x2])).toEqual([[socket, page]]);
    expect(arrows(drawnOf("page_changed", (seq) => causeOf(seq) === "input_applied"))).toEqual([]);
  });

  test("nothing of this is drawn where they share one", () => {
    expect(plain.items.filter(({ key }) => key.startsWith("page-"))).toEqual([]);
  });

  test("frames and timers stay with the socket, inputs with the page", () => {
    const placesOf = (fits: (item: Item) => boolean) =>
      split.items
        .filter((item) => item.hue === ada.hue && fits(item))
        .flatMap(({ parts }) => parts.flatMap((part) => (part.is === "text" ? [part.x] : [])));
    const input = events.find(({ kind }) => kind === "input_applied");
    expect(placesOf(({ key }) => key === `mark-${input?.seq}`)).toEqual([page]);
    const timers = placesOf(({ kind }) => kind === "timer");
    expect(timers.length).toBeGreaterThan(0);
    for (const x of timers) expect(x).toBe(socket);
  });
});
