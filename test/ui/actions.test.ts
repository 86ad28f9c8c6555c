import { expect, test } from "vitest";
import type { StepView } from "../../src/simulation/simulator-api.ts";
import type { Seq } from "../../src/trace/ids.ts";
import { actionsFor, buttonsOf, canWrite } from "../../src/ui/simulator/actions.ts";
import { protagonist } from "../../src/ui/simulator/protagonist.ts";
import { ada, ben, sampleRun, sampleStep } from "./sample-run.ts";

const { events } = sampleRun();

function kinds(seq: number): readonly string[] {
  return kindsAt(sampleStep(events, seq as Seq)); // a brand
}

function kindsAt(at: StepView): readonly string[] {
  return actionsFor(ben, at).map(({ input }) => input.kind);
}

function seqOf(kind: string): number {
  return events.findIndex((event) => event.kind === "input_applied" && event.input.kind === kind);
}

test("a cable that is in can be pulled, one that is out can be plugged in", () => {
  expect(kinds(seqOf("pull_cable") - 1)).toContain("pull_cable");
  const out = kinds(seqOf("plug_cable") - 1);
  expect(out).toContain("plug_cable");
  expect(out).not.toContain("pull_cable");
});

test("a page that is not open yet can be opened", () => {
  expect(kinds(0)).toContain("open_page");
  expect(kinds(events.length - 1)).not.toContain("open_page");
});

test("what could do nothing now is left out", () => {
  const out = kinds(seqOf("plug_cable") - 1);
  expect(out).not.toContain("silence_link");
  // The server still has its end of the old connection, and the process that serves it.
  expect(out).toContain("reset_link");
  expect(out).toContain("crash_channel");

  const before = kinds(0);
  expect(before).not.toContain("reset_link");
  expect(before).not.toContain("crash_channel");
});

test("a server that is down can be started, not killed or restarted", () => {
  const at = sampleStep(events, (events.length - 1) as Seq); // a brand
  expect(kindsAt(at)).toContain("restart_server");
  const down = kindsAt({ ...at, serverUp: false });
  expect(down).toContain("start_server");
  expect(down).not.toContain("restart_server");
});

test("only who has the page open can write", () => {
  expect(canWrite(ben, sampleStep(events, 0 as Seq))).toBe(false);
  expect(canWrite(ben, sampleStep(events, (events.length - 1) as Seq))).toBe(true);
});

test("a page without a field has none to write in, and its buttons can be pressed", () => {
  const at = sampleStep(events, (events.length - 1) as Seq); // a brand
  const clients = at.clients.map((view) => ({
    ...view,
    page: view.page === null ? null : { ...view.page, writes: false, buttons: ["Mark"] },
  }));
  expect(canWrite(ben, { ...at, clients })).toBe(false);
  expect(kindsAt({ ...at, clients })).not.toContain("open_page");
  expect(buttonsOf(ben, { ...at, clients })).toEqual(["Mark"]);
  expect(buttonsOf(ben, at)).toEqual([]);
});

test("of several channel processes each can crash, by the name of its topic", () => {
  const at = sampleStep(events, (events.length - 1) as Seq); // a brand
  const mine = at.processes.filter(({ role }) => role.is === "channel" && role.client === ben);
  const other = mine.map((process) =>
    process.role.is === "channel" ? { ...process, role: { ...process.role, topic: "videos:2" } } : process,
  );
  const crashes = actionsFor(ben, { ...at, processes: [...at.processes, ...other] }).filter(
    ({ input }) => input.kind === "crash_channel",
  );
  expect(crashes.map(({ label }) => label)).toEqual([
    "Crash the channel of videos:1",
    "Crash the channel of videos:2",
  ]);
});

test("every action says in one line what it models", () => {
  for (const { about } of actionsFor(ben, sampleStep(events, 0 as Seq))) {
    expect(about.length).toBeGreaterThan(10);
    expect(about.length).toBeLessThan(90);
  }
});

test("the simulator looks at the viewer whom the script hurts", () => {
  const script = [
    { input: { kind: "open_page", client: ada } },
    { input: { kind: "pull_cable", client: ben } },
  ] as const;
  expect(protagonist([ada, ben], script)).toBe(ben);
  expect(protagonist([ada, ben], [])).toBe(ada);
});
