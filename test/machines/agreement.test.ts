import { expect, test } from "vitest";
import { compareClientStates } from "../../src/machines/agreement.ts";
import type { ClientState } from "../../src/trace/client-state.ts";
import { HandMadeTrace } from "./hand-made.ts";

const joined = new HandMadeTrace().joined().push(2).state;
const [channel] = joined.channels;
const [join, push] = joined.pushes;
if (channel === undefined || join === undefined || push === undefined) throw new Error("nothing joined");

const different: readonly { readonly path: string; readonly truth: ClientState }[] = [
  {
    path: "socket.connection",
    truth: { ...joined, socket: { ...joined.socket, connection: "closing" } },
  },
  { path: "socket.heartbeat", truth: { ...joined, socket: { ...joined.socket, heartbeat: "off" } } },
  {
    path: "socket.reconnect",
    truth: { ...joined, socket: { ...joined.socket, reconnect: { is: "scheduled", tries: 2 } } },
  },
  { path: "channels[0] videos:1 state", truth: { ...joined, channels: [{ ...channel, state: "errored" }] } },
  {
    path: "channels[0] videos:1 rejoin",
    truth: { ...joined, channels: [{ ...channel, rejoin: { is: "scheduled", tries: 1 } }] },
  },
  {
    path: "pushes[1] state",
    truth: { ...joined, pushes: [{ ...join, state: { is: "replied", status: "error" } }, push] },
  },
  { path: "pushes[2] what", truth: { ...joined, pushes: [join, { ...push, event: "other" }] } },
];

test.each(different)("$path", ({ path, truth }) => {
  expect(compareClientStates(joined, truth).map((found) => found.path)).toEqual([path]);
});

test("equal states agree, whatever the order of their pushes", () => {
  expect(compareClientStates(joined, { ...joined, pushes: [push, join] })).toEqual([]);
});

test("what is missing on one side is told", () => {
  expect(compareClientStates(joined, { ...joined, channels: [], pushes: [join] })).toContainEqual({
    path: "channels[0] videos:1 state",
    expected: "joined",
    actual: "absent",
  });
});
