import { afterAll, describe, expect, test } from "vitest";
import type { Run } from "../../src/simulation/run.ts";
import type { ClientState } from "../../src/trace/client-state.ts";
import "../../src/simulation/whole.ts";
import { firstDisagreement } from "./agreement.ts";
import { FAULTS, type Fault, PAIRED } from "./fault.ts";
import { recoveryBoundMs } from "./recovery-bound.ts";
import { ASK, BEN, KEPT, newSession, REJOINED, stepCount } from "./tried-session.ts";

const TRIP_MS = 40;
const IDLE_TIMEOUT_MS = 60_000;
const STEPS = stepCount();

let runs = 0;
let slowest: readonly [number, string] = [0, ""];

/** A fault, and the way in which it is healed. */
type Trouble = { readonly fault: Fault; readonly heal: Fault["heals"][number] };

describe("whatever happens at whichever step, the client recovers once it is over", () => {
  const troubles = FAULTS.flatMap((fault) => fault.heals.map((heal) => ({ fault, heal })));

  test.each(troubles.map((trouble) => ({ name: nameOf(trouble), trouble })))("$name", ({ trouble }) => {
    for (let step = 1; step <= STEPS; step += 1) {
      const run = newSession();
      run.takeSteps(step);
      strike(run, trouble.fault);
      heal(run, trouble);
      expectRecovery(run, [trouble], `step ${step}`);
    }
  });
});

describe("so it does when one fault strikes while another lasts", () => {
  const troubles = PAIRED.flatMap((fault) => fault.heals.slice(0, 2).map((heal) => ({ fault, heal })));

  test.each(PAIRED.map((fault) => ({ name: fault.name, fault })))("$name", ({ fault }) => {
    for (const outer of troubles.filter((trouble) => trouble.fault === fault)) {
      for (const inner of troubles) {
        for (let step = 1; step <= STEPS; step += 1) {
          const run = newSession();
          run.takeSteps(step);
          strike(run, outer.fault);
          run.takeSteps(step % 5);
          strike(run, inner.fault);
          heal(run, inner);
          heal(run, outer);
          expectRecovery(run, [outer, inner], `${nameOf(inner)}, step ${step}`);
        }
      }
    }
  });
});

afterAll(() => {
  console.log(
    `${runs} runs, a fault at each of ${STEPS} steps; the slowest recovery: ${slowest.join(" ms, ")}`,
  );
  expect(runs).toBeGreaterThan(10_000);
});

function nameOf({ fault, heal: { afterMs } }: Trouble): string {
  return `${fault.name}, healed after ${afterMs} ms`;
}

function strike(run: Run, fault: Fault): void {
  for (const input of fault.strike) run.interject(input);
}

function heal(run: Run, { heal: { afterMs, inputs } }: Trouble): void {
  run.runUntil(run.nowMs + afterMs);
  for (const input of inputs) run.interject(input);
}

function expectRecovery(run: Run, troubles: readonly Trouble[], at: string): void {
  runs += 1;
  const notice = troubles.some(({ fault }) => fault.notice === "heartbeat") ? "heartbeat" : "told";
  const attempt = troubles.some(({ fault }) => fault.attempt === "hangs") ? "hangs" : "fails_at_once";
  const healedAtMs = run.nowMs;
  const boundMs = recoveryBoundMs(notice, attempt, TRIP_MS);
  run.runUntil(healedAtMs + boundMs);
  run.interject(ASK);
  run.runUntil(run.nowMs + 2 * TRIP_MS);
  const found = { at, wrong: firstDisagreement(run), recovered: isRecovered(run), answered: lastPush(run) };
  expect(found).toEqual({ at, wrong: null, recovered: true, answered: { is: "replied", status: "ok" } });
  noteTime(run, healedAtMs, `${troubles.map(nameOf).join(" and ")}, ${at}`);
  // By then the server has given up every connection that nobody speaks on.
  run.runUntil(run.nowMs + IDLE_TIMEOUT_MS + 2 * TRIP_MS);
  expect({ at, processes: rolesOf(run) }).toEqual({ at, processes: expectedRoles(run) });
}

/** Connected, and joined to everything that the page did not leave. */
function isRecovered(run: Run): boolean {
  return isUp(run.stateAt(BEN, null), hasLeft(run));
}

function isUp({ socket, channels }: ClientState, left: boolean): boolean {
  const of = (topic: string) => channels.filter((channel) => channel.topic === topic);
  // Where the page could not leave before it joined again, one of the two has closed the other.
  const isJoined = (topic: string) => of(topic).some(({ state }) => state === "joined");
  const staysLeft = left && of(REJOINED).length === 1;
  return socket.connection === "open" && isJoined(KEPT) && isJoined(REJOINED) === !staysLeft;
}

function hasLeft({ events }: Run): boolean {
  return events.some((event) => event.kind === "api_called" && event.call.name === "leave");
}

function lastPush(run: Run) {
  return run.stateAt(BEN, null).pushes.at(-1)?.state;
}

function noteTime(run: Run, healedAtMs: number, name: string): void {
  const left = hasLeft(run);
  const last = run.truths.findLastIndex(({ state }) => !isUp(state, left));
  const next = run.truths[last + 1];
  const atMs = run.events[(next?.events ?? 0) - 1]?.timeMs ?? 0;
  if (atMs - healedAtMs > slowest[0]) slowest = [atMs - healedAtMs, name];
}

/** What the server runs, from its own table of processes. */
function rolesOf(run: Run): readonly string[] {
  return run.processes.map(({ role }) => (role.is === "channel" ? `channel ${role.topic}` : role.is)).sort();
}

function expectedRoles(run: Run): readonly string[] {
  const joined = run.stateAt(BEN, null).channels.filter(({ state }) => state === "joined");
  return [...joined.map(({ topic }) => `channel ${topic}`), "transport"].sort();
}
