import { describe, expect, test } from "vitest";
import { alterationsOf } from "../../src/machines/alterations.ts";
import { makeChannelChart } from "../../src/machines/channel.ts";
import { channelConfig } from "../../src/machines/channel-config.ts";
import { processConfig } from "../../src/machines/channel-process-config.ts";
import type { Arrow, ChartConfig, RegionConfig, StateConfig } from "../../src/machines/chart-config.ts";
import { pushConfig } from "../../src/machines/push-config.ts";
import { makeSocketChart } from "../../src/machines/socket.ts";
import { socketConfig } from "../../src/machines/socket-config.ts";

const configs: readonly ChartConfig[] = [socketConfig, channelConfig, pushConfig, processConfig];

function isList(arrows: Arrow | readonly Arrow[]): arrows is readonly Arrow[] {
  return Array.isArray(arrows);
}

/** The lists of arrows of a state, one for each machine event that it mentions. */
function listsOf({ on = {}, always }: StateConfig): readonly (readonly Arrow[])[] {
  const lists = Object.values(on).map((arrows) =>
    arrows === undefined || isList(arrows) ? arrows : [arrows],
  );
  return [...lists, always && [always]].filter((list) => list !== undefined);
}

describe.each(configs)("$id", (config) => {
  const regions: readonly RegionConfig[] = "type" in config ? Object.values(config.states) : [config];

  test("every arrow says why, and leads to a state that exists", () => {
    for (const { states } of regions) {
      for (const arrow of Object.values(states).flatMap(listsOf).flat()) {
        expect(arrow.description).toMatch(/\w/);
        if (arrow.target !== undefined) expect(Object.keys(states)).toContain(arrow.target);
        const moves = arrow.target !== undefined || arrow.actions !== undefined;
        expect(moves).toBe(!arrow.description.startsWith("ignored"));
      }
    }
  });

  test("arrows of one list can be told apart", () => {
    for (const list of regions.flatMap(({ states }) => Object.values(states).flatMap(listsOf))) {
      expect(new Set(list.map(({ description }) => description)).size).toBe(list.length);
    }
  });

  test("alterations differ from it, and from each other", () => {
    const texts = alterationsOf(config).map((altered) => JSON.stringify(altered.config));
    expect(new Set([JSON.stringify(config), ...texts]).size).toBe(texts.length + 1);
  });
});

test("a region that mentions a machine event must know it in its present state", () => {
  const chart = makeChannelChart();
  expect(() => chart.step(chart.start, { type: "join_ok" })).toThrow(
    "the channel machine does not know join_ok in not_called | closed | off",
  );
});

test("guards that all fail count as not known", () => {
  const chart = makeSocketChart();
  const events = ["connection_opening", "connection_opened"] as const;
  const open = events.reduce((position, type) => chart.step(position, { type }), chart.start);
  // connect() makes no second connection unless disconnect() was called.
  expect(() => chart.step(open, { type: "connection_opening" })).toThrow(
    "the socket machine does not know connection_opening in open | scheduled | off",
  );
  const ended = chart.step(open, { type: "disconnect_called" });
  expect(chart.step(ended, { type: "connection_opening" }).view.state.connection).toBe("connecting");
});

test("positions that say the same are the same", () => {
  const chart = makeSocketChart();
  const opened = chart.step(chart.step(chart.start, { type: "connection_opening" }), {
    type: "connection_opened",
  });
  const lost = chart.step(opened, { type: "connection_closed" });
  const again = chart.step(chart.step(lost, { type: "connection_opening" }), { type: "connection_opened" });
  expect(again).toBe(opened);
});
