import { describe, expect, test } from "vitest";
import { channelConfig } from "../../src/machines/channel.ts";
import type { Arrow, RegionConfig } from "../../src/machines/chart.ts";
import { pushConfig } from "../../src/machines/push.ts";
import { socketConfig } from "../../src/machines/socket.ts";
import { CHANNEL_CHART } from "../../src/ui/statechart/channel-chart.ts";
import type { ChartRegion } from "../../src/ui/statechart/chart.ts";
import { drawEdges, edgeId, NODE_HEIGHT } from "../../src/ui/statechart/chart.ts";
import { litChannel, litPush, litSocket } from "../../src/ui/statechart/lit.ts";
import { PUSH_CHART } from "../../src/ui/statechart/push-chart.ts";
import { SOCKET_CHART } from "../../src/ui/statechart/socket-chart.ts";

/** The ways between two different states that a machine's definition knows. */
function waysOf(region: RegionConfig): readonly string[] {
  const ways = new Set<string>();
  for (const [from, state] of Object.entries(region.states)) {
    const arrows: readonly (Arrow | undefined)[] = [...Object.values(state.on ?? {}), state.always].flat();
    for (const arrow of arrows) {
      if (arrow?.target !== undefined && arrow.target !== from) ways.add(edgeId(from, arrow.target));
    }
  }
  return [...ways].sort();
}

function regionOf(config: object, region: string): RegionConfig {
  // The definitions are plain data: a parallel one has regions as its states, another is one region itself.
  const { type, states } = config as { type?: string; states: Record<string, RegionConfig> };
  const found = type === "parallel" ? states[region] : (config as RegionConfig);
  if (found === undefined) throw new Error(`no region ${region}`);
  return found;
}

const DRAWN: readonly (readonly [string, object, ChartRegion])[] = [
  ...SOCKET_CHART.regions.map((region) => [`socket ${region.id}`, socketConfig, region] as const),
  ...CHANNEL_CHART.regions.map((region) => [`channel ${region.id}`, channelConfig, region] as const),
  ...PUSH_CHART.regions.map((region) => ["push", pushConfig, region] as const),
];

describe.each(DRAWN)("the drawing of %s", (_, config, region) => {
  test("has every state and every way of the machine, and no others", () => {
    const machine = regionOf(config, region.id);
    expect(region.nodes.map(({ id }) => id).sort()).toEqual(Object.keys(machine.states).sort());
    expect(region.edges.map(({ from, to }) => edgeId(from, to)).sort()).toEqual(waysOf(machine));
  });

  test("keeps its states apart and inside its frame", () => {
    for (const node of region.nodes) {
      expect(node.x - node.w / 2).toBeGreaterThanOrEqual(region.x);
      expect(node.x + node.w / 2).toBeLessThanOrEqual(region.x + region.w);
      expect(node.y + NODE_HEIGHT / 2).toBeLessThanOrEqual(region.y + region.h);
      for (const other of region.nodes) {
        if (other.id === node.id) continue;
        const apart =
          Math.abs(other.x - node.x) >= (other.w + node.w) / 2 || Math.abs(other.y - node.y) >= NODE_HEIGHT;
        expect(apart, `${node.id} and ${other.id}`).toBe(true);
      }
    }
  });

  test("draws every way once, as a line with two ends", () => {
    const drawn = drawEdges(region);
    expect(new Set(drawn.map(({ id }) => id)).size).toBe(region.edges.length);
    for (const { path } of drawn) expect(path).toMatch(/^M-?[\d.]+ -?[\d.]+Q/);
  });
});

describe("what is lit", () => {
  const off = { is: "off" } as const;

  test("is the state, the attempt and the way just taken", () => {
    const before = { connection: "open", heartbeat: "scheduled", reconnect: off } as const;
    const now = { connection: "closed", heartbeat: "off", reconnect: { is: "scheduled", tries: 3 } } as const;
    const lit = litSocket(now, before);
    expect(lit?.connection).toEqual({ state: "closed", note: "", edge: edgeId("open", "closed") });
    expect(lit?.reconnect).toEqual({ state: "scheduled", note: "3", edge: edgeId("off", "scheduled") });
  });

  test("has no way where nothing moved or nothing is known", () => {
    const channel = { topic: "videos:1", state: "joined", rejoin: off } as const;
    expect(litChannel(channel, channel)?.state.edge).toBeNull();
    expect(litChannel(channel, null)?.state.edge).toBeNull();
    expect(litChannel(null, channel)).toBeNull();
  });

  test("names the status of a reply", () => {
    const push = {
      push: 1 as never,
      topic: "videos:1",
      event: "phx_join",
      state: { is: "replied", status: "error" },
    } as const; // a brand
    expect(litPush(push, null)?.push).toEqual({ state: "replied", note: "error", edge: null });
  });
});
