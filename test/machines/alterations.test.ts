import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Alteration, alterationsOf } from "../../src/machines/alterations.ts";
import { makeChannelChart } from "../../src/machines/channel.ts";
import { type ChannelConfig, channelConfig } from "../../src/machines/channel-config.ts";
import type { ArrowObserver } from "../../src/machines/chart.ts";
import { type ClientCharts, standardCharts } from "../../src/machines/client-memory.ts";
import { makePushChart } from "../../src/machines/push.ts";
import { type PushConfig, pushConfig } from "../../src/machines/push-config.ts";
import { makeSocketChart } from "../../src/machines/socket.ts";
import { type SocketConfig, socketConfig } from "../../src/machines/socket-config.ts";
import { disagreementsOf, RealClient, type Recording } from "./real-client.ts";
import { wander } from "./wandering.ts";

const WALKS = 600;

/** A client's life, and the arrows that the machines took in it. */
type Life = { readonly recording: Recording; readonly arrows: ReadonlySet<string> };
let lives: readonly Life[] = [];

beforeAll(() => {
  vi.useFakeTimers();
  lives = [
    live(lostWhileDraining),
    live(shownWhileDraining),
    live(shownWhenGivenUp),
    live(joinedWhileAnotherLeaves),
    ...["ok", "error", "timeout"].map((status) => live((client) => joinedMeanwhile(client, status))),
    ...Array.from({ length: WALKS }, (_, index) => live((client) => wander(client, index + 1, 80))),
  ];
}, 60_000);

afterAll(() => {
  vi.useRealTimers();
});

/** A silent connection, presumed dead at this moment. */
function presumeDead(client: RealClient): void {
  client.connect();
  client.transport.open();
  client.wait(60_000);
}

/** The page gives up on the wait, and the connections that it makes instead fail until the wait is over. */
function lostWhileDraining(client: RealClient): void {
  presumeDead(client);
  client.disconnect();
  client.connect();
  failFor(client, 1_000);
}

function shownWhileDraining(client: RealClient): void {
  presumeDead(client);
  client.disconnect();
  client.connect();
  client.setVisible(false);
  client.transport.end(true);
  client.wait(10);
  client.setVisible(true);
  failFor(client, 1_000);
}

function shownWhenGivenUp(client: RealClient): void {
  presumeDead(client);
  client.wait(1_500);
  client.setVisible(true);
}

/** A broadcast errors a channel, the page joins it before it joins by itself, and gets this answer. */
function joinedMeanwhile(client: RealClient, status: string): void {
  client.connect();
  client.channel("videos:1");
  client.transport.open();
  client.transport.receive([null, null, "videos:1", "phx_error", {}]);
  client.join("videos:1");
  client.reply("phx_join", status);
  client.push("videos:1", "said");
  client.wait(12_000);
}

/** A broadcast errors two channels of a topic; the second leaves the first to join again, at which the page joins it. */
function joinedWhileAnotherLeaves(client: RealClient): void {
  const topic = "videos:1";
  client.connect();
  client.channel(topic);
  client.transport.open();
  client.join(topic);
  client.reply("phx_join", "ok");
  client.channel(topic);
  client.transport.receive([null, null, topic, "phx_error", {}]);
  client.mischief.set(`${topic} close`, () => client.join(topic));
  client.wait(1_000);
  client.reply("phx_join", "ok");
  client.push(topic, "said");
}

function failFor(client: RealClient, lastWaitMs: number): void {
  for (const waitMs of [10, 50, 100, 150, 200, 250, 500, lastWaitMs]) {
    client.transport.end(true);
    client.wait(waitMs);
  }
}

function live(script: (client: RealClient) => void): Life {
  const client = new RealClient();
  script(client);
  client.close();
  vi.clearAllTimers();
  const arrows = new Set<string>();
  const hear: ArrowObserver = (taken) => {
    for (const arrow of taken) arrows.add(arrow);
  };
  const charts: ClientCharts = {
    socket: makeSocketChart(socketConfig, hear),
    channel: makeChannelChart(channelConfig, hear),
    push: makePushChart(pushConfig, hear),
  };
  expect(disagreementsOf(client.recording, charts)).toEqual([]);
  return { recording: client.recording, arrows };
}

/** Whether replaying any of the lives in which the arrow was taken shows that something is wrong. */
function isNoticed(arrow: string, charts: ClientCharts): boolean {
  return lives.some(({ recording, arrows }) => {
    if (!arrows.has(arrow)) return false;
    try {
      return disagreementsOf(recording, charts).length > 0;
    } catch {
      // A machine event that the altered machine does not know.
      return true;
    }
  });
}

function unnoticed<Config>(
  alterations: readonly Alteration<Config>[],
  chartsOf: (config: Config) => ClientCharts,
): readonly string[] {
  return alterations
    .filter(({ arrow, config }) => !isNoticed(arrow, chartsOf(config)))
    .map(({ arrow, what }) => `${arrow} ${what}`);
}

describe("every arrow is taken, and no altered arrow goes unnoticed", () => {
  const socket = alterationsOf<SocketConfig>(socketConfig);
  const channel = alterationsOf<ChannelConfig>(channelConfig);
  const push = alterationsOf<PushConfig>(pushConfig);

  test.each([
    { name: "socket", alterations: socket },
    { name: "channel", alterations: channel },
    { name: "push", alterations: push },
  ])("$name: all arrows are taken", ({ alterations }) => {
    const taken = new Set(lives.flatMap(({ arrows }) => [...arrows]));
    expect(alterations.map(({ arrow }) => arrow).filter((arrow) => !taken.has(arrow))).toEqual([]);
  });

  test("socket", () => {
    expect(unnoticed(socket, (config) => ({ ...standardCharts, socket: makeSocketChart(config) }))).toEqual(
      [],
    );
  });

  test("channel", () => {
    expect(
      unnoticed(channel, (config) => ({ ...standardCharts, channel: makeChannelChart(config) })),
    ).toEqual([]);
  });

  test("push", () => {
    expect(unnoticed(push, (config) => ({ ...standardCharts, push: makePushChart(config) }))).toEqual([]);
  });

  afterAll(() => {
    const counts = { socket: socket.length, channel: channel.length, push: push.length };
    console.log(`alterations tried: ${JSON.stringify(counts)}`);
  });
});
