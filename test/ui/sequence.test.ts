import { describe, expect, test } from "vitest";
import type { TraceBody, TraceEvent } from "../../src/trace/event.ts";
import type { ConnectionId, FrameId, Pid, Seq } from "../../src/trace/ids.ts";
import { castOf } from "../../src/ui/cast.ts";
import type { Item, LinePart, TextPart } from "../../src/ui/diagram/item.ts";
import type { Sequence } from "../../src/ui/diagram/sequence.ts";
import { itemsOf, sequenceOf, within } from "../../src/ui/diagram/sequence.ts";
import { ada, ben, sampleRun, sampleScenario } from "./sample-run.ts";

function draw(events: readonly TraceEvent[], steps: readonly Seq[]): Sequence {
  return sequenceOf(events, steps, castOf(sampleScenario.clients, events));
}

function lines(item: Item | undefined): readonly LinePart[] {
  return (item?.parts ?? []).filter((part) => part.is === "line");
}

function words(items: readonly Item[]): readonly string[] {
  return items
    .flatMap((item) => item.parts)
    .filter((part): part is TextPart => part.is === "text")
    .map((part) => [part.word, part.detail].filter((text) => text !== "").join(" "));
}

/** A trace of these bodies, 10 ms apart. */
function trace(bodies: readonly TraceBody[]): TraceEvent[] {
  return bodies.map((body, index) => ({ ...body, seq: index as Seq, timeMs: index * 10, cause: null })); // a brand
}

const frame = { client: ben, connection: 1 as ConnectionId, frame: 1 as FrameId, direction: "down" } as const; // brands
const data = '[null,null,"videos:1","new_annotation",{"id":2}]';

describe("a frame's arrow", () => {
  test("goes from where it was sent to where it arrived, later", () => {
    const sequence = draw(
      trace([
        { kind: "frame_sent", ...frame, data },
        { kind: "frame_arrived", ...frame },
      ]),
      [],
    );
    const [arrow] = lines(sequence.items.find(({ kind }) => kind === "frame"));
    expect(arrow?.head).toBe(true);
    expect(arrow?.x2).toBe(sequence.lanes.viewer(ben)?.x);
    expect(arrow?.y2).toBeGreaterThan(arrow?.y1 ?? 0);
    expect(words(sequence.items)).toContain("broadcast new_annotation");
  });

  test("that is lost ends in the link, without a head, and says so", () => {
    const sequence = draw(
      trace([
        { kind: "frame_sent", ...frame, data },
        { kind: "frame_lost", ...frame },
      ]),
      [],
    );
    const [arrow, ...more] = lines(sequence.items.find(({ kind }) => kind === "frame"));
    expect(more).toEqual([]);
    expect(arrow?.head).toBe(false);
    expect(arrow?.x2).toBeGreaterThan(sequence.lanes.server.to);
    expect(arrow?.x2).toBeLessThan(sequence.lanes.viewer(ben)?.x ?? 0);
    expect(words(sequence.items)).toContain("lost 2");
  });

  test("that was held waits in the link and arrives in the end", () => {
    const sequence = draw(
      trace([
        { kind: "frame_sent", ...frame, data },
        { kind: "frame_held", ...frame },
        { kind: "link_changed", client: ben, state: "up" },
        { kind: "frame_arrived", ...frame },
      ]),
      [],
    );
    const parts = lines(sequence.items.find(({ kind }) => kind === "frame"));
    expect(parts.map((part) => part.head)).toEqual([false, false, true]);
    expect(parts.at(-1)?.x2).toBe(sequence.lanes.viewer(ben)?.x);
    expect(words(sequence.items)).toContain("held 2");
  });
});

describe("a message in a mailbox", () => {
  const [transport, channel] = [1 as Pid, 2 as Pid]; // brands
  const connection = 1 as ConnectionId;
  const role = { is: "channel", client: ben, connection, topic: "videos:1", module: "VideoChannel" } as const;
  const push: TraceBody = {
    kind: "message_sent",
    from: transport,
    to: channel,
    label: { is: "push", event: "new_annotation" },
  };
  const bodies: readonly TraceBody[] = [
    {
      kind: "process_started",
      pid: transport,
      parent: null,
      role: { is: "transport", client: ben, connection },
    },
    { kind: "process_started", pid: channel, parent: transport, role },
    push,
    push,
    { kind: "callback_entered", pid: channel, callback: "handle_in", about: "new_annotation" },
    { kind: "process_exited", pid: channel, reason: "killed", crashed: true },
  ];

  test("that was never read when its process ended says so, and one that was read does not", () => {
    const events = trace(bodies).map((event) =>
      event.kind === "callback_entered" ? { ...event, cause: 2 as Seq } : event,
    );
    const told = (seq: number) => words(draw(events, []).items.filter(({ key }) => key === `message-${seq}`));
    expect(told(2)).toEqual(["push"]);
    expect(told(3)).toEqual(["push, never read"]);
  });

  test("that may yet be read is not given up", () => {
    expect(words(draw(trace(bodies.slice(0, 4)), []).items)).not.toContain("push, never read");
  });
});

test("a frame that is still on its way at the end of the run says so", () => {
  const events = trace([{ kind: "frame_sent", ...frame, data }]);
  expect(words(draw(events, []).items)).toContain("on its way");
});

test("the server's marks say how many subscribers, what was stored and what was read", () => {
  const pid = 3 as Pid; // a brand
  const on = { pid, table: "annotations", key: "videos:1" } as const;
  const cast = (subscribers: number): TraceBody => ({
    kind: "broadcast_dispatched",
    from: null,
    topic: "videos:1",
    event: "new_annotation",
    subscribers,
    fastlane: [],
  });
  const marks = draw(
    trace([
      { kind: "row_stored", ...on, id: 1 },
      { kind: "rows_read", ...on, after: 1, ids: [2, 3, 4] },
      { kind: "rows_read", ...on, after: 4, ids: [] },
      { kind: "row_sought", ...on, by: 'key: "a"', id: null },
      { kind: "row_sought", ...on, by: 'key: "a"', id: 4 },
      cast(1),
      cast(2),
    ]),
    [],
  );
  expect(words(marks.items)).toEqual([
    "to 1 subscriber",
    "to 2 subscribers",
    "stored 1",
    "read 2–4",
    "read none",
    "found none",
    "found 4",
  ]);
});

describe("a close", () => {
  const end = { client: ben, connection: 1 as ConnectionId } as const; // a brand
  const closed = { kind: "connection_closed", ...end, code: 1012, reason: "", clean: true } as const;

  function handshakes(bodies: readonly TraceBody[]) {
    const sequence = draw(trace(bodies), []);
    const drawn = sequence.items.filter(({ kind }) => kind === "handshake").flatMap(lines);
    return drawn.map(({ x1, x2 }) => [
      x1 > sequence.lanes.server.to ? "viewer" : "server",
      x2 > sequence.lanes.server.to ? "viewer" : "server",
    ]);
  }

  test("of the server travels to the viewer", () => {
    const bodies: TraceBody[] = [
      { kind: "server_connection_closed", ...end, code: 1012, why: "drained" },
      { ...closed, why: "closed_by_server" },
    ];
    expect(handshakes(bodies)).toEqual([["server", "viewer"]]);
  });

  test("of the client travels to the server", () => {
    const bodies: TraceBody[] = [
      { kind: "connection_closing", ...end, code: 1000 },
      { kind: "server_connection_closed", ...end, code: 1000, why: "client_closed" },
    ];
    expect(handshakes(bodies)).toEqual([["viewer", "server"]]);
  });

  test("that the browser makes up by itself does not travel", () => {
    const bodies: TraceBody[] = [
      { kind: "server_connection_closed", ...end, code: 1002, why: "idle_timeout" },
      { ...closed, code: 1006, clean: false, why: "offline" },
    ];
    expect(handshakes(bodies)).toEqual([]);
  });
});

describe("a whole run", () => {
  const { events, steps } = sampleRun();
  const sequence = draw(events, steps);

  test("shows trouble only on the link of the viewer who has it", () => {
    const bands = sequence.items.filter(({ kind }) => kind === "trouble").flatMap(({ parts }) => parts);
    const band = bands.find((part) => part.is === "band");
    expect(band?.is === "band" && band.fill).toBe("cut");
    expect(band?.is === "band" && band.x1).toBeGreaterThan(sequence.lanes.server.to);
    expect(words(sequence.items)).toContain("cable out");
  });

  test("draws a broadcast to PubSub and from there to every transport, over the channel processes between", () => {
    const { lanes, items } = sequence;
    const item = items.find(({ key }) => key.startsWith("broadcast-"));
    const [call, ...fan] = lines(item);
    expect([call?.x1, call?.x2]).toEqual([lanes.channel(ada, "videos:1")?.x, lanes.pubsub()?.x]);
    expect(fan.map((part) => part.x1)).toEqual(fan.map(() => lanes.pubsub()?.x));
    expect(fan.map((part) => part.x2)).toEqual([lanes.transport(ada)?.x, lanes.transport(ben)?.x]);
    const hops = (item?.parts ?? []).flatMap((part) =>
      part.is === "glyph" && part.tone === "plain" ? [part.x] : [],
    );
    expect(hops).toEqual([lanes.channel(ada, "videos:1")?.x, lanes.channel(ben, "videos:1")?.x]);
  });

  test("tells a crash from a normal end", () => {
    const ends = sequence.items.filter(({ kind, seqs }) => kind === "life" && seqs.length === 2);
    const crashed = ends.filter((item) =>
      item.parts.some((part) => part.is === "glyph" && part.tone === "bad"),
    );
    expect(ends.length).toBeGreaterThan(crashed.length);
    expect(crashed.map((item) => words([item]))).toEqual([["crash"]]);
  });

  test("has something to point at for every stop but the server's first start", () => {
    const silent = steps.filter((seq) => itemsOf(sequence.items, seq).length === 0);
    expect(silent.map((seq) => events[seq]?.kind)).not.toContain("frame_sent");
    expect(silent.length).toBeLessThan(steps.length / 4);
  });

  test("never lets two labels of one side overlap", () => {
    const labels = sequence.items
      .flatMap((item) => item.parts)
      .filter(
        (part): part is TextPart =>
          part.is === "text" &&
          part.tone !== "quiet" &&
          part.tone !== "if-picked" &&
          part.anchor !== "middle",
      );
    const { server } = sequence.lanes;
    for (const side of [
      labels.filter((label) => label.x < server.from),
      labels.filter((label) => label.x > server.to),
    ]) {
      const ys = side.map((label) => label.y).sort((a, b) => a - b);
      ys.forEach((y, index) => {
        const before = ys[index - 1];
        if (before !== undefined) expect(y - before).toBeGreaterThanOrEqual(10);
      });
    }
  });

  test("is cut down to what is in view", () => {
    const some = within(sequence.items, 400, 700);
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(sequence.items.length);
    for (const item of some) expect(item.bottom >= 400 && item.top <= 700).toBe(true);
  });
});
