import { expect, test } from "vitest";
import type { ClientState } from "../../src/trace/client-state.ts";
import type { ClientId, Pid, PushId, Seq } from "../../src/trace/ids.ts";
import { machineKey, machinesIn, machinesShown, NO_WISH } from "../../src/ui/statechart/machines.ts";
import { sampleRun } from "./sample-run.ts";

// Brands have no value at run time.
const BEN = "ben" as ClientId;
const push = (id: number) => id as PushId;
const pid = (id: number) => id as Pid;
const at = (seq: number) => seq as Seq;

const OFF = { is: "off" } as const;
const state: ClientState = {
  socket: { connection: "open", heartbeat: "scheduled", reconnect: OFF },
  channels: [
    { topic: "videos:1", state: "closed", rejoin: OFF },
    { topic: "videos:2", state: "joined", rejoin: OFF },
    { topic: "videos:1", state: "joining", rejoin: OFF },
  ],
  pushes: [
    { push: push(1), topic: "videos:1", event: "phx_join", state: { is: "sent" } },
    { push: push(2), topic: "videos:2", event: "phx_join", state: { is: "replied", status: "ok" } },
  ],
};
const machines = {
  channels: ["videos:1", "videos:2", "videos:1"].map((topic, index) => ({ topic, page: 0, index })),
  closings: [],
  pushes: [
    { push: push(1), event: "phx_join", from: at(3) },
    { push: push(2), event: "phx_join", from: at(4) },
    { push: push(3), event: "said", from: at(30) },
  ],
  processes: [
    { pid: pid(6), topic: "videos:1", from: at(10) },
    { pid: pid(8), topic: "videos:2", from: at(11) },
    { pid: pid(9), topic: "videos:2", from: at(12) },
    { pid: pid(11), topic: "videos:2", from: at(30) },
  ],
};

test("what suggests itself: the channel last spoken of, its youngest process, the latest push", () => {
  expect(machinesShown(BEN, machines, state, at(20), "videos:2", NO_WISH)).toEqual({
    socket: { is: "socket", client: BEN, page: 0 },
    channel: { is: "channel", client: BEN, page: 0, index: 1 },
    push: { is: "push", client: BEN, push: 2 },
    process: { is: "process", pid: 9 },
  });
});

test("of two channels of one topic, the one that is not closed; of none that is open, the last", () => {
  const spokenOf = (states: ClientState) => machinesShown(BEN, machines, states, at(20), "videos:1", NO_WISH);
  expect(spokenOf(state)).toMatchObject({ channel: { index: 2 } });
  const left: ClientState = {
    ...state,
    channels: state.channels.map((one) => ({ ...one, state: "closed" })),
  };
  expect(spokenOf(left)).toMatchObject({ channel: { index: 2 } });
  const again = {
    ...left,
    channels: left.channels.with(0, { topic: "videos:1", state: "joined", rejoin: OFF }),
  };
  expect(spokenOf(again)).toMatchObject({ channel: { index: 0 } });
});

test("before there is any, the first to come; where none ever comes, none", () => {
  const before = { ...state, channels: [], pushes: [] };
  expect(machinesShown(BEN, machines, before, at(0), null, NO_WISH)).toMatchObject({
    channel: { index: 0 },
    push: { push: 1 },
    process: { pid: 6 },
  });
  const none = { channels: [], closings: [], pushes: [], processes: [] };
  expect(machinesShown(BEN, none, before, at(0), null, NO_WISH)).toMatchObject({
    channel: null,
    push: null,
    process: null,
  });
});

test("what the reader wishes", () => {
  const wish = { channel: 0, push: push(1), pid: pid(8) };
  const wished = machinesShown(BEN, machines, state, at(20), "videos:2", wish);
  expect(wished).toMatchObject({ channel: { index: 0 }, push: { push: 1 }, process: { pid: 8 } });
});

test("of a viewer who has closed a tab and opened another, those of the page that is there", () => {
  const two = {
    ...machines,
    channels: [
      { topic: "videos:1", page: 0, index: 0 },
      { topic: "videos:1", page: 1, index: 0 },
    ],
    closings: [at(15)],
  };
  const open = { ...state, channels: state.channels.slice(2) };
  expect(machinesShown(BEN, two, open, at(10), "videos:1", NO_WISH)).toMatchObject({
    socket: { page: 0 },
    channel: { page: 0 },
  });
  expect(machinesShown(BEN, two, open, at(20), "videos:1", NO_WISH)).toMatchObject({
    socket: { page: 1 },
    channel: { page: 1 },
  });
  expect(machinesShown(BEN, two, open, at(20), "videos:1", { ...NO_WISH, channel: 0 })).toMatchObject({
    channel: { page: 0 },
  });
});

test("a run's machines stand in its trace", () => {
  const { events } = sampleRun();
  const found = machinesIn(events, BEN);
  expect(found.channels).toEqual([{ topic: "videos:1", page: 0, index: 0 }]);
  expect(found.pushes.map(({ event }) => event)).toEqual(["phx_join", "new_annotation"]);
  expect(found.processes.map(({ topic }) => topic)).toEqual(["videos:1", "videos:1"]);
  expect(machinesIn(events, "cleo" as ClientId)).toEqual({
    channels: [],
    closings: [],
    pushes: [],
    processes: [],
  });
});

test("a machine's key is its own", () => {
  const names = Object.values(machinesShown(BEN, machines, state, at(20), "videos:2", NO_WISH));
  expect(new Set(names.map((name) => name && machineKey(name))).size).toBe(4);
});
