import { describe, expect, test } from "vitest";
import { type Glimpses, ProcessChronicle } from "../../src/simulation/process-chronicle.ts";
import { runScenario } from "../../src/simulation/run.ts";
import { Session } from "../../src/simulation/session.ts";
import type { LivingProcess } from "../../src/simulation/simulator-api.ts";
import type { Seq } from "../../src/trace/ids.ts";
import type { SupervisionNode } from "../../src/trace/supervision.ts";
import { join, push, serverWithClients } from "../server/raw-client.ts";
import { allScenarios, lessonScenario } from "./scenario-files.ts";

const SOCKETS = [{ handler: "Golden.UserSocket", channels: ["Golden.VideoChannel", "Golden.RoomChannel"] }];
const TOPIC = "videos:1";

function namesIn(node: SupervisionNode): readonly string[] {
  return [node.name, ...node.children.flatMap(namesIn)];
}

/** The recorded application with one client, and the chronicle of its processes. */
function watched() {
  const server = serverWithClients();
  const { kernel, log } = server;
  const { processes } = server.app.endpoint;
  const chronicle = new ProcessChronicle(SOCKETS);
  const glimpses: Glimpses[] = [];
  processes.watch();
  /** Steps on to the moment `timeMs`, and gives what the processes are at then. */
  const at = (timeMs: number) => {
    const before = log.length - 1;
    // What the test itself has just put into mailboxes.
    glimpses.push({ from: before, of: processes.takeGlimpses() });
    while ((kernel.nextTimeMs ?? Number.POSITIVE_INFINITY) <= timeMs) {
      const from = log.length;
      kernel.step();
      glimpses.push({ from: Math.min(from, log.length - 1), of: processes.takeGlimpses() });
    }
    kernel.runUntil(timeMs);
    chronicle.readOn(log.events, glimpses);
    const stop = before < 0 ? null : { seq: before as Seq, timeMs: log.events[before]?.timeMs ?? 0 };
    // After the last step, which may have recorded nothing: this client's frames leave no trace.
    return chronicle.at(log.length as Seq, timeMs, stop);
  };
  const client = server.connect("ada");
  at(0);
  return { ...server, client, at };
}

function only(living: readonly LivingProcess[], role: LivingProcess["role"]["is"]): LivingProcess {
  const [one, ...more] = living.filter((process) => process.role.is === role);
  if (one === undefined || more.length > 0) throw new Error(`there is not just one ${role} process`);
  return one;
}

describe("what a process does, and what waits for it", () => {
  test("a slow push: its process sleeps in the callback, and the next push waits", () => {
    const { client, at } = watched();
    client.received([join(TOPIC)]);
    const { assigns } = only(at(1).living, "channel");
    expect(assigns).toMatchObject({ user: "ada" });
    client.received([push(TOPIC, "2", "slow", { ms: 100 }), push(TOPIC, "3", "echo")]);
    const { living } = at(50);
    const [channel, transport] = [only(living, "channel"), only(living, "transport")];
    expect(channel).toMatchObject({
      activity: { is: "sleeping", callback: "handle_in", about: "slow", untilMs: 101 },
      mailbox: 1,
      monitors: [transport.pid],
      startedBy: transport.pid,
      supervisor: "Golden.Endpoint.Golden.UserSocket 0",
      change: "changed",
    });
    expect(transport).toMatchObject({ activity: { is: "looping" }, mailbox: 0, monitors: [channel.pid] });
    expect(transport.assigns).toBeNull();
    expect(only(at(101).living, "channel")).toMatchObject({ activity: { is: "looping" }, mailbox: 0 });
  });

  test("a slow join: the channel process sleeps, and the transport reads nothing before it has answered: TCP keeps it", () => {
    const { client, at } = watched();
    client.received([join("videos:slow_join")]);
    at(1);
    client.received(['[null,"9","phoenix","heartbeat",{}]']);
    const { living } = at(200);
    expect(only(living, "transport")).toMatchObject({
      activity: { is: "awaiting_join", topic: "videos:slow_join" },
      mailbox: 0,
      supervisor: ":connection_sup",
    });
    expect(only(living, "channel").activity).toMatchObject({ is: "sleeping", callback: "join" });
    const done = at(300).living;
    expect(only(done, "transport")).toMatchObject({ activity: { is: "looping" }, mailbox: 0 });
    expect(only(done, "channel").activity).toEqual({ is: "looping" });
  });

  test("who has ended is told with its reason, and once only", () => {
    const { client, at } = watched();
    client.received([join(TOPIC)]);
    at(1);
    client.received([push(TOPIC, "2", "crash")]);
    const { living, ended } = at(2);
    expect(ended).toMatchObject([
      { role: { is: "channel" }, crashed: true, reason: '{%RuntimeError{message: "boom"}, [{...}, ...]}' },
    ]);
    expect(only(living, "transport")).toMatchObject({ monitors: [], change: "changed" });
    client.received(['[null,"9","phoenix","heartbeat",{}]']);
    expect(at(3).ended).toEqual([]);
  });

  test("a presence has a tracker of its own, which watches whom it tracks", () => {
    const { client, at } = watched();
    client.received([join("rooms:lobby")]);
    const { living, supervision } = at(1);
    const tracker = only(living, "other");
    expect(namesIn(supervision)).toContain(tracker.supervisor);
    expect(tracker.monitors).toEqual([only(living, "channel").pid]);
  });
});

test.each(allScenarios().map((scenario) => [scenario.id, scenario] as const))(
  "%s: at every stop the tree has a place for every process, and the last is the process table itself",
  async (_id, scenario) => {
    const session = new Session();
    for (const { id: variant } of scenario.variants) {
      const run = session.load({ scenario, variant, seed: scenario.seed });
      for (const seq of run.steps) {
        const { supervision, living } = await session.processes(run.run, seq);
        const names = namesIn(supervision);
        expect(new Set(names).size).toBe(names.length);
        // Only what a process starts by itself, as with `Task.start/1`, stands outside of the tree.
        for (const { supervisor, role } of living) {
          if (supervisor !== null) expect(names).toContain(supervisor);
          else expect(role).toEqual({ is: "other", name: "Task" });
        }
        expect(living.map(({ pid, role }) => ({ pid, role }))).toEqual(session.seek(run.run, seq).processes);
      }
      const last = (await session.processes(run.run, (run.events.length - 1) as Seq)).living;
      expect(last.map(({ pid }) => pid)).toEqual(
        runScenario(scenario, { variant }).processes.map(({ pid }) => pid),
      );
    }
  },
);

test("a server that is killed takes every process with it, without a reason for any", async () => {
  const session = new Session();
  const scenario = lessonScenario("server-killed");
  const run = session.load({ scenario, variant: scenario.variants[0]?.id ?? "", seed: scenario.seed });
  const views = await Promise.all(run.steps.map((seq) => session.processes(run.run, seq)));
  const killed = views.find(({ living, ended }) => living.length === 0 && ended.length > 0);
  if (killed === undefined) throw new Error("the server was never killed");
  const { ended } = killed;
  expect(ended.map(({ role }) => role.is).sort()).toEqual(["channel", "channel", "transport", "transport"]);
  for (const one of ended) expect(one).toMatchObject({ reason: null, crashed: false });
});
