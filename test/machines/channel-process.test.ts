import { expect, test } from "vitest";
import { feedProcess, processStateOf, startProcess } from "../../src/machines/channel-process.ts";
import type { ChannelCallback, TraceBody } from "../../src/trace/event.ts";
import type { ClientId, ConnectionId, Pid } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";

const PID = 7 as Pid; // a brand has no value at run time; the same below
const TRANSPORT = 6 as Pid;

const role = {
  is: "channel",
  client: "ben" as ClientId,
  connection: 1 as ConnectionId,
  topic: "videos:1",
  module: "VideoChannel",
} as const;
const started: TraceBody = { kind: "process_started", pid: PID, parent: TRANSPORT, role };
const closes: TraceBody = { kind: "message_sent", from: PID, to: TRANSPORT, label: { is: "socket_close" } };

function entered(callback: ChannelCallback, pid = PID): TraceBody {
  return { kind: "callback_entered", pid, callback, about: "" };
}

function returned(callback: ChannelCallback, result: string): TraceBody {
  return { kind: "callback_returned", pid: PID, callback, result, assigns: null };
}

function exited(crashed: boolean): TraceBody {
  return { kind: "process_exited", pid: PID, reason: "", crashed };
}

const joined = [started, entered("join"), returned("join", "{:ok, reply, socket}")];

function after(bodies: readonly TraceBody[]): object {
  const log = new MemoryLog();
  for (const body of bodies) log.record(body, 0, null);
  return processStateOf(log.events.reduce(feedProcess, startProcess(PID)));
}

test.each([
  { what: "joins", bodies: [started, entered("join")], is: { is: "joining" } },
  { what: "accepted", bodies: joined, is: { is: "looping", callback: null } },
  {
    what: "refused",
    bodies: [started, entered("join"), returned("join", "{:error, reply}")],
    is: { is: "closing" },
  },
  {
    what: "in a callback",
    bodies: [...joined, entered("handle_in")],
    is: { is: "looping", callback: "handle_in" },
  },
  {
    what: "done with it",
    bodies: [...joined, entered("handle_in"), returned("handle_in", "{:noreply, socket}")],
    is: { is: "looping", callback: null },
  },
  {
    what: "stops",
    bodies: [...joined, entered("handle_in"), returned("handle_in", "{:stop, reason, socket}")],
    is: { is: "closing" },
  },
  { what: "leaves", bodies: [...joined, closes], is: { is: "closing" } },
  { what: "cleans up", bodies: [...joined, closes, entered("terminate")], is: { is: "closing" } },
  { what: "gone", bodies: [...joined, closes, exited(false)], is: { is: "gone" } },
  { what: "shut down by a newer join", bodies: [...joined, exited(false)], is: { is: "gone" } },
  {
    what: "crashed in a callback",
    bodies: [...joined, entered("handle_in"), entered("terminate"), exited(true)],
    is: { is: "crashed" },
  },
  { what: "crashed in join/3", bodies: [started, entered("join"), exited(true)], is: { is: "crashed" } },
  {
    what: "what others do",
    bodies: [...joined, entered("handle_in", TRANSPORT)],
    is: { is: "looping", callback: null },
  },
])("$what", ({ bodies, is }) => {
  expect(after(bodies)).toEqual(is);
});

test("a process that is not a channel's loops from its start", () => {
  const transport = { is: "transport", client: role.client, connection: role.connection } as const;
  expect(after([{ kind: "process_started", pid: PID, parent: null, role: transport }])).toEqual({
    is: "looping",
    callback: null,
  });
});

test("a callback after the end is not known", () => {
  expect(() => after([...joined, exited(false), entered("handle_in")])).toThrow(
    "the channel process machine does not know callback_entered in gone",
  );
});
