import { describe, expect, test } from "vitest";
import type { TraceEvent } from "../../src/trace/event.ts";
import type { ClientId, ConnectionId, Pid, Seq } from "../../src/trace/ids.ts";
import { castOf } from "../../src/ui/cast.ts";
import type { Lanes } from "../../src/ui/diagram/lanes.ts";
import {
  headOf,
  LaneNeeds,
  LOW_SHIFT_PX,
  lanesOf,
  ProcessPlacing,
  placeX,
} from "../../src/ui/diagram/lanes.ts";
import { ben, sampleRun, sampleScenario } from "./sample-run.ts";

const NAMES = ["Ada", "Ben", "Cleo", "Dan", "Eve"];

function viewers(count: number) {
  return NAMES.slice(0, count).map((name) => ({ id: name.toLowerCase() as ClientId, name })); // a brand
}

/** Every viewer gets a transport and one channel process per topic. */
function started(count: number, topics: readonly string[]): TraceEvent[] {
  const events: TraceEvent[] = [];
  const start = (role: Extract<TraceEvent, { kind: "process_started" }>["role"]): void => {
    const seq = events.length as Seq; // a brand, as below
    events.push({
      kind: "process_started",
      pid: (seq + 1) as Pid,
      parent: null,
      role,
      seq,
      timeMs: seq,
      cause: null,
    });
  };
  for (const { id } of viewers(count)) {
    const connection = 1 as ConnectionId;
    start({ is: "transport", client: id, connection });
    for (const topic of topics)
      start({ is: "channel", client: id, connection, topic, module: "VideoChannel" });
  }
  return events;
}

function lanesFor(viewed: ReturnType<typeof viewers>, events: readonly TraceEvent[]): Lanes {
  const needs = new LaneNeeds();
  for (const event of events) needs.add(event);
  return lanesOf(castOf(viewed, events), needs);
}

const BROADCAST: TraceEvent = {
  kind: "broadcast_dispatched",
  from: null,
  topic: "videos:1",
  event: "new_annotation",
  subscribers: 0,
  fastlane: [],
  seq: 0 as Seq, // a brand
  timeMs: 0,
  cause: null,
};

describe("lanes", () => {
  for (const count of [1, 2, 3, 4, 5]) {
    test(`${count} viewers: half of them left, no two lanes in one place, the server between`, () => {
      const events = started(count, ["videos:1", "videos:2"]);
      const lanes = lanesFor(viewers(count), events);
      const xs = lanes.all.map(({ x }) => x).sort((a, b) => a - b);
      expect(xs).toHaveLength(count * 4);
      for (const x of xs) {
        expect(x).toBeGreaterThan(0);
        expect(x).toBeLessThan(1);
      }
      xs.forEach((x, index) => {
        if (index > 0) expect(x - (xs[index - 1] ?? 0)).toBeGreaterThan(lanes.ghost * 1.5);
      });
      for (const lane of lanes.all) {
        const inside = lane.x > lanes.server.from && lane.x < lanes.server.to;
        expect(inside).toBe(lane.role.is !== "viewer");
      }
      const left = lanes.all.filter((lane) => lane.role.is === "viewer" && lane.side === "left");
      expect(left).toHaveLength(Math.ceil(count / 2));
      for (const lane of left) expect(lane.x).toBeLessThan(lanes.server.from);
    });
  }

  test("whoever comes later changes nobody's side, and stands next to the server", () => {
    const come = (name: string, seq: number): TraceEvent => ({
      kind: "input_applied",
      input: {
        kind: "add_tab",
        client: name.toLowerCase() as ClientId, // brands, as below
        name,
        of: "ada" as ClientId,
      },
      seq: seq as Seq,
      timeMs: 0,
      cause: null,
    });
    const sides = (count: number, ...late: readonly string[]) => {
      const lanes = lanesFor(viewers(count), late.map(come));
      return (["left", "right"] as const).map((side) =>
        lanes.all
          .filter((lane) => lane.role.is === "viewer" && lane.side === side)
          .sort((a, b) => a.x - b.x)
          .map(({ role }) => ("participant" in role ? role.participant.name : "")),
      );
    };
    expect(sides(2)).toEqual([["Ada"], ["Ben"]]);
    expect(sides(2, "Zoe")).toEqual([["Ada", "Zoe"], ["Ben"]]);
    expect(sides(2, "Zoe", "Yan")).toEqual([
      ["Ada", "Zoe"],
      ["Yan", "Ben"],
    ]);
    expect(sides(1, "Zoe", "Yan")).toEqual([["Ada", "Yan"], ["Zoe"]]);
    expect(sides(3, "Zoe")).toEqual([
      ["Ada", "Ben"],
      ["Zoe", "Cleo"],
    ]);
  });

  test("names over the server's lanes do not touch, however narrow the diagram", () => {
    const events = started(2, ["videos:1"]);
    const other = (name: string): TraceEvent => {
      const [first] = events;
      if (first?.kind !== "process_started") throw new Error("a process");
      return { ...first, role: { is: "other", name } };
    };
    const lanes = lanesFor(viewers(2), [...events, other("VideosWeb.Presence"), other("Task"), BROADCAST]);
    const heads = lanes.all
      .flatMap(({ x, role, side }) => {
        if (role.is === "page" || role.is === "viewer") return [];
        const { text, raised } = headOf(role);
        const shift = raised ? 0 : side === "left" ? -LOW_SHIFT_PX : LOW_SHIFT_PX;
        // Of a text of 11 pixels a letter is about 5.5 pixels wide.
        return [{ text, raised, at: x * lanes.minWidth + shift, half: (text.length * 5.5) / 2 }];
      })
      .sort((a, b) => a.at - b.at);
    expect(heads.map(({ text }) => text)).toEqual(
      "transport channel PubSub Presence Task channel transport".split(" "),
    );
    for (const raised of [true, false]) {
      const row = heads.filter((head) => head.raised === raised);
      row.forEach((head, index) => {
        const before = row[index - 1];
        if (before !== undefined) expect(head.at - head.half).toBeGreaterThan(before.at + before.half);
      });
    }
  });

  test("the names of viewers side by side do not touch, nor the edge", () => {
    const named = ["Laptop", "Telephone", "Ben", "Cleopatra"].map((name) => ({ id: name as ClientId, name }));
    const lanes = lanesFor(named, []);
    const names = lanes.all
      .flatMap(({ x, role }) => {
        if (role.is !== "viewer") return [];
        // Of a name of 14 pixels a letter is about 7.5 pixels wide.
        return [{ at: x * lanes.minWidth, half: (role.participant.name.length * 7.5) / 2 }];
      })
      .sort((a, b) => a.at - b.at);
    expect(names).toHaveLength(4);
    names.forEach(({ at, half }, index) => {
      const before = names[index - 1];
      expect(at - half).toBeGreaterThan(before === undefined ? -1 : before.at + before.half);
      expect(at + half).toBeLessThan(lanes.minWidth + 1);
    });
  });

  test("two processes of one last name are told apart by the whole", () => {
    const events = started(1, []);
    const [first] = events;
    if (first?.kind !== "process_started") throw new Error("a process");
    const others = ["A.Presence", "B.Presence", "C.Tracker"].map(
      (name): TraceEvent => ({ ...first, role: { is: "other", name } }),
    );
    const labels = lanesFor(viewers(1), others).all.flatMap(({ role }) =>
      role.is === "other" ? [role.label] : [],
    );
    expect(labels).toEqual(["A.Presence", "B.Presence", "Tracker"]);
  });

  test("two viewers stand mirror-inverted", () => {
    const { events } = sampleRun();
    const lanes = lanesFor([...sampleScenario.clients], events);
    const order = [...lanes.all]
      .sort((a, b) => a.x - b.x)
      .map(({ role }) => ("participant" in role ? `${role.participant.name} ${role.is}` : role.is));
    expect(order).toEqual([
      "Ada viewer",
      "Ada transport",
      "Ada channel",
      "pubsub",
      "Ben channel",
      "Ben transport",
      "Ben viewer",
    ]);
  });

  test("PubSub has one in the middle as soon as something is broadcast, and none before", () => {
    const { pubsub, server } = lanesFor(viewers(2), [BROADCAST]);
    expect(pubsub()?.x).toBeCloseTo((server.from + server.to) / 2);
    expect(lanesFor(viewers(2), []).pubsub()).toBeUndefined();
    const alone = lanesFor(viewers(1), [BROADCAST]);
    expect(alone.pubsub()?.x).toBeLessThan(alone.server.to);
  });

  test("with one viewer there is room for words beside the last process", () => {
    const lanes = lanesFor(viewers(1), []);
    expect(lanes.link.right).toBeNull();
    expect(lanes.server.to).toBeLessThan(0.95);
  });

  test("a viewer that never joined still has its place", () => {
    const lanes = lanesFor(viewers(2), []);
    const [ada] = viewers(1);
    expect(ada && lanes.viewer(ada.id)).toBeDefined();
    expect(ada && lanes.transport(ada.id)).toBeDefined();
  });
});

test("several channels of a viewer are told apart by their topics, and a single one needs none", () => {
  const labels = (topics: readonly string[]) => {
    const events = started(1, topics);
    const lanes = lanesFor(viewers(1), events);
    return lanes.all.flatMap(({ role }) => (role.is === "channel" ? [[role.label, role.raised]] : []));
  };
  expect(labels(["videos:1"])).toEqual([["channel", false]]);
  expect(labels(["videos:1", "videos:2"])).toEqual([
    ["videos:1", false],
    ["videos:2", true],
  ]);
});

test("a transport becomes a ghost beside its lane when its successor is born, and not before", () => {
  const { events } = sampleRun();
  const lanes = lanesFor([...sampleScenario.clients], events);
  const placing = new ProcessPlacing(lanes);
  for (const event of events) placing.add(event);
  const { places } = placing;
  const transports = events.filter(
    (event) => event.kind === "process_started" && event.role.is === "transport" && event.role.client === ben,
  );
  const [old, young] = transports;
  if (old?.kind !== "process_started" || young?.kind !== "process_started") throw new Error("two transports");
  const place = places.get(old.pid);
  const lane = lanes.transport(ben);
  if (place === undefined || lane === undefined) throw new Error("a place and a lane");
  expect(placeX(place, old.seq)).toBe(lane.x);
  expect(placeX(place, young.seq)).toBeGreaterThan(lane.x);
  expect(places.get(young.pid)?.ghost).toBeNull();
});
