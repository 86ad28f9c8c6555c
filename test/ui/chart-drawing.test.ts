import { describe, expect, test } from "vitest";
import type { AnyStateMachine } from "xstate";
import { makeChannelMachine } from "../../src/machines/channel.ts";
import { makeProcessMachine } from "../../src/machines/channel-process.ts";
import { makePushMachine } from "../../src/machines/push.ts";
import { type PushConfig, pushConfig } from "../../src/machines/push-config.ts";
import { makeSocketMachine } from "../../src/machines/socket.ts";
import { drawChart, STATE_HEIGHT, stateWidth } from "../../src/ui/statechart/drawing.ts";
import { type ChartLayout, wayId } from "../../src/ui/statechart/layout.ts";
import { DRAWINGS } from "../../src/ui/statechart/machines.ts";
import { PUSH_LAYOUT } from "../../src/ui/statechart/push-layout.ts";

type Region = { readonly states: readonly string[]; readonly ways: readonly string[] };

/** What XState itself makes of a definition: for each region its states, and from where to where they lead. */
function regionsOf(machine: AnyStateMachine): ReadonlyMap<string, Region> {
  const { root } = machine;
  const nodes = root.type === "parallel" ? Object.entries(root.states) : [[machine.id, root] as const];
  return new Map(
    nodes.map(([id, node]) => {
      const ways = Object.values(node.states).flatMap((state) => {
        const arrows = [...[...state.transitions.values()].flat(), ...(state.always ?? [])];
        return arrows.flatMap(({ target, actions }) => {
          if (target === undefined && actions.length === 0) return [];
          return wayId(state.key, target?.[0]?.key ?? state.key);
        });
      });
      return [id, { states: Object.keys(node.states).sort(), ways: [...new Set(ways)].sort() }];
    }),
  );
}

describe.each([
  ["socket", DRAWINGS.socket, makeSocketMachine()],
  ["channel", DRAWINGS.channel, makeChannelMachine()],
  ["push", DRAWINGS.push, makePushMachine()],
  ["channel process", DRAWINGS.process, makeProcessMachine()],
] as const)("the drawing of the %s", (_, drawing, machine) => {
  test("has every region, state and way that XState runs, and no others", () => {
    const drawn = drawing.regions.map(({ id, states, ways }): [string, Region] => [
      id,
      { states: states.map((state) => state.id).sort(), ways: ways.map((way) => way.id).sort() },
    ]);
    expect(new Map(drawn)).toEqual(regionsOf(machine));
  });

  test("keeps its states apart and inside their frames", () => {
    for (const region of drawing.regions) {
      expect(region.x + region.w).toBeLessThanOrEqual(drawing.width);
      expect(region.y + region.h).toBeLessThanOrEqual(drawing.height);
      for (const state of region.states) {
        const half = stateWidth(state.id) / 2;
        expect(state.x - half, state.id).toBeGreaterThanOrEqual(region.x);
        expect(state.x + half, state.id).toBeLessThanOrEqual(region.x + region.w);
        expect(state.y + STATE_HEIGHT / 2).toBeLessThanOrEqual(region.y + region.h);
        for (const other of region.states) {
          if (other.id === state.id) continue;
          const apart =
            Math.abs(other.x - state.x) >= half + stateWidth(other.id) / 2 ||
            Math.abs(other.y - state.y) >= STATE_HEIGHT;
          expect(apart, `${state.id} and ${other.id}`).toBe(true);
        }
      }
    }
  });

  test("draws every way as a line with a head, and says what leads along it", () => {
    for (const { path, head, about } of drawing.regions.flatMap(({ ways }) => ways)) {
      expect(path).toMatch(/^M-?[\d.]+ -?[\d.]+[QC][-\d. ]+$/);
      expect(head).toMatch(/^M[-\d. L]+Z$/);
      expect(about.length).toBeGreaterThan(0);
    }
  });
});

describe("a definition and a layout that do not fit", () => {
  const withState: PushConfig = {
    ...pushConfig,
    ...("states" in pushConfig && !("type" in pushConfig)
      ? { initial: pushConfig.initial, states: { ...pushConfig.states, lost: {} } }
      : {}),
  } as PushConfig; // the push machine has one region

  const withRegion = (change: Partial<ChartLayout["regions"][string]>): ChartLayout => {
    const push = PUSH_LAYOUT.regions["push"];
    if (push === undefined) throw new Error("the push's layout has one region");
    return { ...PUSH_LAYOUT, regions: { push: { ...push, ...change } } };
  };

  test("a state without a place", () => {
    expect(() => drawChart(withState, PUSH_LAYOUT)).toThrow("no place for state lost");
  });

  test("a place for a state, a way or a region that the machine does not have", () => {
    const states = { ...PUSH_LAYOUT.regions["push"]?.states, lost: [1, 1] as const };
    expect(() => drawChart(pushConfig, withRegion({ states }))).toThrow("state lost, which the machine");
    expect(() => drawChart(pushConfig, withRegion({ ways: { "sent→lost": {} } }))).toThrow("way sent→lost");
    const regions = { ...PUSH_LAYOUT.regions, other: withRegion({}).regions["push"] };
    expect(() => drawChart(pushConfig, { ...PUSH_LAYOUT, regions } as ChartLayout)).toThrow("region other");
  });
});
