import { describe, expect, test } from "vitest";
import type { Scenario } from "../../src/schemas/scenario.ts";
import { runScenario } from "../../src/simulation/run.ts";
import { serializeTrace } from "../../src/trace/serialize.ts";
import { firstDisagreement } from "./agreement.ts";
import { runDrained, withPage } from "./own-page.ts";
import { allScenarios, lessonScenario, readText } from "./scenario-files.ts";

const QUIET = lessonScenario("a-quiet-evening");

/** A page around what a test is about. */
function page(inside: string): string {
  return `export function openPage({ Socket, page }) {
  const lines = [];
  const say = (line) => { lines.push(String(line)); page.show({ lines }); };
  const socket = new Socket("ws://localhost:4000/socket", { params: { token: page.token } });
  const channel = socket.channel("videos:1");
  page.show({});
  ${inside}
  socket.connect();
  channel.join();
  return { socket, annotate: (body) => channel.push("new_annotation", { body, at: 0 }) };
}`;
}

async function linesOf(inside: string, scenario: Scenario = QUIET): Promise<readonly string[]> {
  const run = await runOf(inside, scenario);
  const shown = run.events.findLast((event) => event.kind === "page_changed" && event.client === "ben");
  return shown?.kind === "page_changed" ? shown.page.lines : [];
}

function runOf(inside: string, scenario: Scenario = QUIET) {
  const { page: program } = scenario.variants[0] ?? { page: "live-only" as const };
  return runDrained(withPage(scenario, program, page(inside)));
}

describe("a page of the reader's", () => {
  const cases = allScenarios().flatMap((scenario) =>
    scenario.variants.map((variant) => [scenario.id, variant.id, variant.page, scenario] as const),
  );

  test.each(cases)(
    "%s %s: the site's own text gives the same bytes as the site's page",
    async (_, id, program, scenario) => {
      const own = withPage(scenario, program, readText(`content/pages/${program}.js`));
      const run = await runDrained(own, { variant: id });
      expect(serializeTrace(run.events)).toBe(serializeTrace(runScenario(scenario, { variant: id }).events));
    },
  );
});

const CHAIN = `
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  async function work() {
    for (let count = 1; count <= 3; count += 1) {
      await wait(10);
      await null;
      await Promise.all([1, 2, 3].map(async (n) => { await null; return n; }));
      say(count + " at " + (Date.now() - start));
    }
  }
  const start = Date.now();
  work();`;

describe("promises", () => {
  test("have their turn before the next step of the simulation", async () => {
    expect(await linesOf(CHAIN)).toEqual(["1 at 10", "2 at 20", "3 at 30"]);
  });

  test("call the client as the page: what they do has its cause, its timers have their names", async () => {
    const run = await runOf(`
      channel.on("new_annotation", async ({ id }) => {
        await null;
        channel.push("seen", { id });
      });`);
    const called = run.events.find(
      ({ kind, ...event }) => kind === "api_called" && JSON.stringify(event).includes('"seen"'),
    );
    expect(called?.cause).not.toBeNull();
    const timer = run.events.find(
      (event) =>
        event.kind === "timer_set" && event.purpose.is === "push_timeout" && event.seq > (called?.seq ?? 0),
    );
    expect(timer?.timeMs).toBe(called?.timeMs);
  });

  test("leave the statecharts in agreement with the client", async () => {
    const run = await runOf(`
      channel.on("new_annotation", async ({ id }) => {
        await null;
        const answer = channel.push("seen", { id });
        await new Promise((resolve) => answer.receive("ok", resolve).receive("error", resolve).receive("timeout", resolve));
        channel.push("again", { id });
      });
      (async () => {
        await new Promise((resolve) => setTimeout(resolve, 1500));
        const other = socket.channel("videos:2");
        other.join();
        await null;
        other.leave();
      })();`);
    expect(firstDisagreement(run)).toBeNull();
  });

  test("that are rejected are what the page threw, with their line", async () => {
    const run = await runOf(`
      channel.on("new_annotation", async () => {
        await null;
        nothing.at.all;
      });`);
    const threw = run.events.filter(({ kind }) => kind === "page_threw");
    expect(threw.length).toBeGreaterThan(0);
    expect(threw[0]).toMatchObject({
      error: "ReferenceError",
      where: { in: "hook", hook: "new_annotation" },
    });
    expect(run.console[0]).toMatchObject({
      level: "error",
      text: "ReferenceError: nothing is not defined",
      line: 10,
    });
  });
});

describe("time and chance are the run's", () => {
  test("dates, timers, dice, keys", async () => {
    const inside = `
      say(new Date().toISOString());
      say(new Date(2026, 0, 2, 3).getHours() + " " + new Date().getTimezoneOffset());
      say(new Date().constructor.now() === Date.now());
      say([performance.now(), Math.random(), crypto.randomUUID()].join(" "));
      let count = 0;
      const every = setInterval(() => { count += 1; say(count + " at " + performance.now()); if (count === 3) clearInterval(every); }, 250);
      queueMicrotask(() => say("soon"));`;
    const lines = await linesOf(inside);
    expect(lines.slice(0, 3)).toEqual(["2026-11-24T00:00:00.100Z", "3 0", "true"]);
    expect(lines.slice(4)).toEqual(["soon", "1 at 250", "2 at 500", "3 at 750"]);
    expect(await linesOf(inside)).toEqual(lines);
  });

  test("a timer that sets itself again waits, as in a browser", async () => {
    const lines = await linesOf(`
      let count = 0;
      const again = () => { count += 1; if (count === 8) say(performance.now()); else setTimeout(again, 0); };
      setTimeout(again, 0);`);
    expect(lines).toEqual(["8"]);
  });
});

describe("limits", () => {
  test("a page that never ends to do something is given up", async () => {
    const run = runOf(
      "for (let count = 0; count < 200000; count += 1) page.show({ lines: [String(count)] });",
    );
    await expect(run).rejects.toThrow("Stopped: more than 100000 things happened");
  });

  test("a thousand timers at once are enough", async () => {
    const run = await runOf("for (let count = 0; count < 2000; count += 1) setTimeout(() => 0, 10000);");
    expect(run.console[0]?.text).toBe("RangeError: more than 1000 timers run");
  });

  test("what it shows and returns is checked", async () => {
    const told = async (inside: string) => (await runOf(inside)).console.map(({ text }) => text);
    expect(await told("page.show({ annotations: 3 });")).toContain(
      "TypeError: page.show: annotations must be a list",
    );
    expect(await told("return;")).toContain(
      "TypeError: openPage must return { socket }, with annotate and buttons if there are any",
    );
  });

  test("the console keeps the first lines", async () => {
    const { console } = await runOf("for (let i = 0; i < 1000; i += 1) console.log('line', i, { i });");
    expect(console.length).toBe(200);
    expect(console[1]).toMatchObject({ client: "ada", level: "log", text: 'line 1 {"i":1}' });
  });
});
