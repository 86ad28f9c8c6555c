import { describe, expect, test } from "vitest";
import { Session } from "../../../src/simulation/session.ts";
import type { ClientId, Seq } from "../../../src/trace/ids.ts";
import {
  ANY_STOP,
  nearestStop,
  STOP_KINDS,
  type StopFilter,
  type StopKind,
  stopsOf,
} from "../../../src/ui/time/stop-filter.ts";
import { lessonScenario } from "../../simulation/scenario-files.ts";

const BEN = "ben" as ClientId; // a brand has no value at run time
const scenario = lessonScenario("channel-crashes");
const session = new Session();
const run = session.load({ scenario, variant: scenario.variants[0]?.id ?? "", seed: 1 });
const changes = session.changes(run.run);
const sentences = session.sentences(run.run);

function told(filter: StopFilter): readonly string[] {
  return stopsOf(run, filter, changes).map((seq) => sentences[run.steps.indexOf(seq)] ?? "no stop");
}

const kind = (kind: StopKind, who: StopFilter["who"] = null): readonly string[] => told({ kind, who });

describe("the stops of a kind", () => {
  test("are all of them when anything will do", () => {
    expect(stopsOf(run, ANY_STOP, changes)).toEqual(run.steps);
  });

  test.each(STOP_KINDS.filter(({ id }) => id !== "all"))(
    "$label: some, not all, in order, and stops each",
    ({ id }) => {
      const stops = stopsOf(run, { kind: id, who: null }, changes);
      expect(stops.length).toBeGreaterThan(0);
      expect(stops.length).toBeLessThan(run.steps.length);
      expect(stops.every((seq) => run.steps.includes(seq))).toBe(true);
      expect(stops).toEqual([...stops].sort((a, b) => a - b));
    },
  );

  test("are what they are called", () => {
    expect(kind("acts")[0]).toMatch(/opens the page/);
    expect(kind("trouble").join("\n")).toMatch(/crashes/);
    expect(kind("trouble").join("\n")).toMatch(/phx_error/);
    for (const sentence of kind("joins")) expect(sentence).toMatch(/join|channel process/i);
    for (const sentence of kind("broadcasts")) expect(sentence).toMatch(/broadcast/);
    for (const sentence of kind("connections")) expect(sentence).toMatch(/WebSocket|connect|link|cable/i);
  });

  test("hold an input that a stop only tells of as well", () => {
    const pulled = lessonScenario("cable-pulled-while-ada-writes");
    const own = new Session();
    const other = own.load({ scenario: pulled, variant: "right", seed: 1 });
    const acts = stopsOf(other, { kind: "acts", who: BEN }, []);
    const texts = own.sentences(other.run);
    const words = acts.map((seq) => texts[other.steps.indexOf(seq)]).join("\n");
    expect(words).toMatch(/Ben's cable is pulled/);
    expect(words).toMatch(/Ben's cable is in again/);
  });
});

describe("of somebody", () => {
  test("are theirs, their processes' included", () => {
    const bens = kind("processes", BEN);
    expect(bens.length).toBeGreaterThan(3);
    for (const sentence of bens) expect(sentence).toMatch(/Ben/);
  });

  test("of the server alone are nobody's", () => {
    const alone = kind("all", "server");
    expect(alone.length).toBeGreaterThan(0);
    for (const sentence of alone) expect(sentence).not.toMatch(/^(Ada|Ben)'s/);
  });
});

test("where a client changed its state is where its own word differs from the stop before", () => {
  const names = (seq: Seq) =>
    session.seek(run.run, seq).clients.map(({ client, state }) => {
      const { socket, channels } = state;
      return [client, socket.connection, ...channels.map((one) => `${one.topic} ${one.state}`)].join(" ");
    });
  const expected = run.steps.flatMap((seq, index) => {
    const before = run.steps[index - 1];
    const now = names(seq);
    const then = before === undefined ? [] : names(before);
    return now.flatMap((text, place) => {
      const client = session.seek(run.run, seq).clients[place]?.client;
      const was = then[place] ?? `${client} closed`;
      return client === undefined || text === was ? [] : [`${seq} ${client}`];
    });
  });
  expect(expected.length).toBeGreaterThan(6);
  expect([...new Set(changes.map(({ seq, client }) => `${seq} ${client}`))]).toEqual(expected);
});

test("the nearest stop lies strictly before or after, or there is none", () => {
  const stops = [3, 8, 9] as Seq[];
  expect(nearestStop(stops, 8 as Seq, "forward")).toBe(9);
  expect(nearestStop(stops, 8 as Seq, "back")).toBe(3);
  expect(nearestStop(stops, 9 as Seq, "forward")).toBeNull();
  expect(nearestStop(stops, 3 as Seq, "back")).toBeNull();
});
