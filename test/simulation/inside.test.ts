import { describe, expect, test } from "vitest";
import { InsideRecorder } from "../../src/simulation/inside-recorder.ts";
import { type Run, runScenario } from "../../src/simulation/run.ts";
import { Session } from "../../src/simulation/session.ts";
import type { Inside, RunView } from "../../src/simulation/simulator-api.ts";
import type { ClientInside } from "../../src/trace/client-inside.ts";
import type { TraceEvent } from "../../src/trace/event.ts";
import type { ClientId, Seq } from "../../src/trace/ids.ts";
import { allScenarios, lessonScenario } from "./scenario-files.ts";

const BEN = "ben" as ClientId; // a brand has no value at run time

const cases = allScenarios().flatMap((scenario) =>
  scenario.variants.map(({ id }) => ({ scenario, name: scenario.id, variant: id })),
);

/** The timers of a client that run after so many events, as the trace tells. */
function running(events: readonly TraceEvent[], client: ClientId, count: number): ReadonlySet<number> {
  const timers = new Set<number>();
  for (const event of events.slice(0, count)) {
    if (!("client" in event) || event.client !== client) continue;
    if (event.kind === "timer_set") timers.add(event.timer);
    if (event.kind === "timer_fired" || event.kind === "timer_cancelled") timers.delete(event.timer);
  }
  return timers;
}

test.each(cases)(
  "$name, $variant: what is seen inside fits what the client says and the trace tells",
  (one) => {
    const recorder = new InsideRecorder();
    const run = runScenario(one.scenario, { variant: one.variant, onlooker: recorder });
    let looked = 0;
    for (const { client, events, state } of run.truths) {
      const inside = recorder
        .at((events - 1) as Seq, null)
        .clients.find((it) => it.client === client)?.inside;
      if (inside === undefined) throw new Error(`nothing of ${client}`);
      const [socket] = inside.sockets;
      expect(socket?.connection ?? "closed").toBe(state.socket.connection);
      const channels = inside.sockets.flatMap((it) =>
        it.channels.map((channel) => `${channel.topic} ${channel.state}`),
      );
      expect(channels.toSorted()).toEqual(state.channels.map((it) => `${it.topic} ${it.state}`).toSorted());
      for (const {
        push,
        state: { is },
      } of state.pushes) {
        const at = (list: "pushBuffer" | "awaiting") =>
          inside.sockets
            .flatMap((it) => it.channels.flatMap((channel) => channel[list]))
            .some((it) => it.push === push);
        // One whose time is up stays in the buffer until the join, and is not sent then.
        const kept = at("pushBuffer");
        if (is !== "timed_out")
          expect({ events, push, kept }).toMatchObject({ kept: is === "channel_buffered" });
        if (is === "sent" || is === "dropped") expect(at("awaiting"), `${events} ${push}`).toBe(true);
      }
      looked += 1;
    }
    expect(looked).toBe(run.truths.length);
  },
);

test("the timers inside are those that the trace tells of, at every moment", () => {
  const recorder = new InsideRecorder();
  const run: Run = runScenario(lessonScenario("cable-pulled-while-ada-writes"), { onlooker: recorder });
  for (const { client, events } of run.truths) {
    const inside = recorder
      .at((events - 1) as Seq, events as Seq)
      .clients.find((it) => it.client === client)?.inside;
    const known = new Set<number>(inside?.timers.map(({ timer }) => timer));
    expect({ events, known }).toEqual({ events, known: running(run.events, client, events) });
  }
});

test("who looks on changes nothing", () => {
  const scenario = lessonScenario("cable-pulled-while-ada-writes");
  const watched = runScenario(scenario, { onlooker: new InsideRecorder() });
  expect(watched.events).toEqual(runScenario(scenario).events);
});

describe("a reader who looks inside", () => {
  const session = new Session();

  function load(id: string, variant: string): RunView {
    return session.load({ scenario: lessonScenario(id), variant, seed: 1 });
  }

  function insideOf(view: Inside, client: ClientId): ClientInside {
    const found = view.clients.find((one) => one.client === client);
    if (found === undefined) throw new Error(`nothing of ${client}`);
    return found.inside;
  }

  /** The stop of the first event that fits. */
  function stopOf({ events, steps }: RunView, fits: (event: TraceEvent) => boolean): Seq {
    const event = events.find(fits);
    const stop = steps.find((seq) => event !== undefined && seq >= event.seq);
    if (stop === undefined) throw new Error("no such stop");
    return stop;
  }

  test("sees a join wait in the send buffer, and its reply awaited", async () => {
    const run = load("cable-pulled-while-ada-writes", "right");
    const joins = stopOf(
      run,
      (event) => event.kind === "api_called" && event.client === BEN && event.call.name === "join",
    );
    const { now, before } = await session.inside(run.run, joins);
    const [socket] = insideOf(now, BEN).sockets;
    expect(socket?.sendBuffer).toEqual([
      {
        ref: socket?.channels[0]?.joinRef,
        joinRef: socket?.channels[0]?.joinRef,
        topic: "videos:1",
        event: "phx_join",
      },
    ]);
    expect(socket?.channels[0]?.awaiting).toEqual([
      { ref: socket?.channels[0]?.joinRef, event: "phx_join", push: 1, timedOut: false },
    ]);
    const then = before === null ? undefined : insideOf(before, BEN).sockets[0];
    expect(then).toMatchObject({
      sendBuffer: [],
      channels: [{ state: "closed", joinRef: null, awaiting: [] }],
    });
    const opened = stopOf(run, (event) => event.kind === "frame_sent" && event.client === BEN);
    expect(insideOf((await session.inside(run.run, opened)).now, BEN).sockets[0]?.sendBuffer).toEqual([]);
  });

  test("sees what waits in a mailbox, each message with a number of its own", async () => {
    const run = load("a-slow-export", "waits");
    const lengths = await Promise.all(
      run.steps.map(async (seq) =>
        (await session.inside(run.run, seq)).now.mailboxes.map(({ letters }) => letters.length),
      ),
    );
    const fullest = Math.max(...lengths.flat());
    expect(fullest).toBeGreaterThan(0);
    const seq = run.steps[lengths.findIndex((of) => of.includes(fullest))] ?? run.at.seq;
    const letters = (await session.inside(run.run, seq)).now.mailboxes.flatMap((box) => box.letters);
    expect(new Set(letters.map(({ letter }) => letter)).size).toBe(letters.length);
    for (const { words } of letters) expect(words).toMatch(/\w/);
  });

  test("sees on when the run goes on", async () => {
    const run = load("cable-pulled-while-ada-writes", "right");
    const last = run.steps.at(-1) ?? run.at.seq;
    await session.inside(run.run, last);
    let at = last;
    for (let step = 0; step < 6; step += 1) at = session.step(run.run, at, "forward").seq;
    const { now } = await session.inside(run.run, at);
    expect(insideOf(now, BEN).sockets[0]?.ref).toBeGreaterThan(0);
    expect(at).toBeGreaterThan(last);
  });

  test("sees a run of their own, too", async () => {
    const run = load("cable-pulled-while-ada-writes", "right");
    const own = session.apply(run.run, run.steps[30] ?? run.at.seq, { kind: "pull_cable", client: BEN });
    const { now } = await session.inside(own.run, own.steps.at(-1) ?? own.at.seq);
    expect(insideOf(now, BEN).timers.map(({ purpose }) => purpose.is)).toContain("reconnect");
  });
});
