import { describe, expect, test } from "vitest";
import { Session } from "../../../src/simulation/session.ts";
import type { RunView, StepView } from "../../../src/simulation/simulator-api.ts";
import type { ClientId, Seq } from "../../../src/trace/ids.ts";
import type { Input, TimedInput } from "../../../src/trace/input.ts";
import type { Action, Values } from "../../../src/ui/acting/action.ts";
import { actionGroups } from "../../../src/ui/acting/action-groups.ts";
import { valuesOf } from "../../../src/ui/acting/form-field.ts";
import { rareActions } from "../../../src/ui/acting/rare-actions.ts";
import { buttonsOf, canWrite, type Scene, sceneOf } from "../../../src/ui/acting/scene.ts";
import { castOf } from "../../../src/ui/cast.ts";
import { lessonScenario } from "../../simulation/scenario-files.ts";

const ADA = "ada" as ClientId;
const BEN = "ben" as ClientId;
const SECOND = "ben-tab" as ClientId;
const scenario = lessonScenario("cable-pulled-while-ada-writes");
const TAB: Input = { kind: "add_tab", client: SECOND, name: "Ben 2", of: BEN };

type Played = { readonly session: Session; readonly run: RunView };

/** Both pages are opened at 0, and then this happens; without anything, what the lesson's script does. */
function play(...inputs: readonly (readonly [number, Input])[]): Played {
  const session = new Session();
  const opened = [ADA, BEN].map((client): TimedInput => ({ atMs: 0, input: { kind: "open_page", client } }));
  const all = [...opened, ...inputs.map(([atMs, input]) => ({ atMs, input }))];
  const request = { scenario, variant: "right", seed: 1 };
  const run = session.load(inputs.length === 0 ? request : { ...request, inputs: all });
  return { session, run };
}

function lookAt({ session, run }: Played, seq: Seq, client: ClientId): Scene {
  const at: StepView = session.seek(run.run, seq);
  const cast = castOf(scenario.clients, run.events);
  const participant = cast.find((one) => one.client === client);
  if (participant === undefined) throw new Error(`${client} has no part in this run`);
  return sceneOf(participant, at, cast, { scenario, ...run });
}

/** The scene when everything up to that time has happened. */
function sceneAt(played: Played, timeMs: number, client = BEN): Scene {
  const seq = played.run.events.findLast((event) => event.timeMs <= timeMs)?.seq;
  if (seq === undefined) throw new Error("nothing has happened by then");
  return lookAt(played, seq, client);
}

function allActions(scene: Scene): readonly Action[] {
  return actionGroups(scene).flatMap(({ id, often }) => [...often, ...rareActions(id, scene)]);
}

function labels(scene: Scene): readonly string[] {
  return allActions(scene).map(({ label }) => label);
}

/** What an action does with these values in its form. */
function inputOf(scene: Scene, label: string, typed: Values = {}): Input {
  const action = allActions(scene).find((one) => one.label === label);
  if (action === undefined) throw new Error(`no action “${label}”, only ${labels(scene).join(", ")}`);
  const { does } = action;
  if (does.is === "now") return does.input;
  const reading = does.read(valuesOf(does, typed));
  if (!reading.ok) throw new Error(`${reading.field}: ${reading.message}`);
  return reading.input;
}

describe("what can be done", () => {
  test("is grouped by what it happens to, and the rare things are folded away", () => {
    const scene = sceneAt(play([900, TAB]), 800);
    const groups = actionGroups(scene);
    expect(groups.map(({ id, title }) => [id, title])).toEqual([
      ["viewer", "Ben's page"],
      ["network", "Ben's way to the server"],
      ["server", "The server"],
    ]);
    expect(groups.flatMap(({ often }) => often.map(({ label }) => label))).toEqual([
      "Leave the channel",
      "Disconnect",
      "Hide the page",
      "Close the tab",
      "Pull the cable",
      "Silence the link",
      "Reset the connection",
      "Crash the channel",
      "Restart the server",
      "Kill the server",
    ]);
    for (const { id } of groups) expect(rareActions(id, scene).length).toBeGreaterThan(1);
  });

  test("is unfolded only where there is something in the fold", () => {
    const full = ["c", "d", "e", "f", "g", "h"].map(
      (id) => [600, { kind: "add_tab", client: id as ClientId, name: id, of: BEN }] as const,
    );
    const closed = [700, { kind: "close_page", client: BEN }] as const;
    for (const scene of [
      sceneAt(play(), 2500),
      sceneAt(play(closed), 900),
      sceneAt(play(...full, closed), 900),
      sceneAt(play([700, { kind: "stop_server", how: "kill" }]), 900),
    ]) {
      for (const { id, more } of actionGroups(scene)) {
        expect(rareActions(id, scene).length > 0).toBe(more !== null);
      }
    }
  });

  test("says in one sentence what it models", () => {
    for (const { label, about } of allActions(sceneAt(play(), 2500))) {
      expect(about, label).toMatch(/^[A-Z`].*\.$/);
      expect(about.length, label).toBeGreaterThan(20);
      expect(about.length, label).toBeLessThan(120);
    }
  });

  test("is something each time: whatever is offered leads to something", { timeout: 60_000 }, () => {
    const stories = [
      play(),
      play(
        [700, TAB],
        [900, { kind: "pull_cable", client: BEN }],
        [1500, { kind: "close_page", client: BEN }],
      ),
      play([700, { kind: "hide_page", client: BEN }], [900, { kind: "leave_page", client: ADA }]),
      play([700, { kind: "close_laptop", client: BEN }], [900, { kind: "stop_server", how: "graceful" }]),
      play([700, { kind: "silence_link", client: BEN }], [900, { kind: "disconnect", client: ADA }]),
    ];
    let tried = 0;
    for (const played of stories) {
      const { session, run } = played;
      // What is done happens when everything of that millisecond has happened.
      const lasts = run.steps.filter((seq, index) => {
        const next = run.steps[index + 1];
        return next === undefined || run.events[next]?.timeMs !== run.events[seq]?.timeMs;
      });
      for (const seq of lasts.filter((_, index) => index % 6 === 3)) {
        for (const { client } of session.seek(run.run, seq).clients) {
          for (const action of allActions(lookAt(played, seq, client))) {
            const { does } = action;
            const typed =
              does.is === "form"
                ? valuesOf(does, { event: "x", topic: "videos:1", latency: "7", id: "users_socket:ben" })
                : {};
            const reading = does.is === "form" ? does.read(typed) : { ok: true as const, input: does.input };
            if (!reading.ok) throw new Error(`${action.label}: ${reading.message}`);
            const { events } = session.apply(run.run, seq, reading.input);
            const applied = events.findLast((event) => event.kind === "input_applied");
            const follows = events.some(({ cause }) => cause === applied?.seq);
            expect(follows, `${action.label} at ${seq}, ${client}`).toBe(true);
            tried += 1;
          }
        }
      }
    }
    expect(tried).toBeGreaterThan(500);
  });

  test("changes with the page: closed, kept by the browser, asleep", () => {
    const closed = play([700, { kind: "close_page", client: BEN }]);
    expect(labels(sceneAt(closed, 900))).toContain("Open the page");
    expect(labels(sceneAt(closed, 900))).not.toContain("Push an event");
    const left = play([700, { kind: "leave_page", client: BEN }]);
    expect(labels(sceneAt(left, 900))).toEqual(
      expect.arrayContaining(["Return to the page", "Close the tab"]),
    );
    const asleep = play([600, TAB], [700, { kind: "close_laptop", client: BEN }]);
    for (const client of [BEN, SECOND]) {
      expect(labels(sceneAt(asleep, 900, client))).toContain("Open the laptop");
      expect(labels(sceneAt(asleep, 900, client))).not.toContain("Open another tab");
    }
    expect(labels(sceneAt(asleep, 900, ADA))).toContain("Close the laptop");
  });

  test("of several channel processes each can crash, by the name of its topic", () => {
    const two = play([700, { kind: "join", client: BEN, topic: "videos:2", params: {} }]);
    expect(labels(sceneAt(two, 1200))).toEqual(
      expect.arrayContaining(["Crash the channel of videos:1", "Crash the channel of videos:2"]),
    );
  });

  test("a server that is down can be started, not killed or restarted", () => {
    const down = labels(sceneAt(play([700, { kind: "stop_server", how: "kill" }]), 900));
    expect(down).toContain("Start the server");
    expect(down).not.toContain("Kill the server");
  });

  test("a viewer writes where the page has a field, and presses what the page has", () => {
    const scene = sceneAt(play(), 2500);
    expect(canWrite(scene)).toBe(true);
    expect(canWrite(sceneAt(play([700, { kind: "close_page", client: BEN }]), 900))).toBe(false);
    expect(buttonsOf(scene)).toEqual([]);
    if (scene.view?.page == null) throw new Error("no page");
    const page = { ...scene.view.page, writes: false, buttons: ["Mark"] };
    const other = { ...scene, view: { ...scene.view, page } };
    expect(canWrite(other)).toBe(false);
    expect(buttonsOf(other)).toEqual(["Mark"]);
  });
});

describe("a form", () => {
  const scene = sceneAt(play(), 2500);

  test("begins with what is the case, and suggests what there is", () => {
    const slow = play([
      700,
      { kind: "change_link", client: BEN, link: { latencyMs: 300, jitterMs: 9, bytesPerSecond: null } },
    ]);
    expect(inputOf(sceneAt(slow, 900), "Make it slow", { jitter: "10" })).toEqual({
      kind: "change_link",
      client: BEN,
      link: { latencyMs: 300, jitterMs: 10, bytesPerSecond: null },
    });
    expect(inputOf(scene, "Disconnect a user")).toEqual({
      kind: "broadcast",
      topic: "users_socket:ben",
      event: "disconnect",
      payload: {},
    });
    expect(inputOf(scene, "Push an event", { event: "ping" })).toMatchObject({ topic: "videos:1" });
  });

  test("carries what was typed", () => {
    expect(
      inputOf(scene, "Broadcast an event", {
        topic: " rooms:1 ",
        event: "news",
        payload: '{"n": [1, null]}',
      }),
    ).toEqual({ kind: "broadcast", topic: "rooms:1", event: "news", payload: { n: [1, null] } });
    expect(inputOf(scene, "Restart it otherwise", { how: "kill", down: "0" })).toEqual({
      kind: "restart_server",
      how: "kill",
      downMs: 0,
    });
    expect(inputOf(scene, "Let the tokens expire")).toEqual({ kind: "advance_clock", byMs: 90_000_000 });
    expect(inputOf(scene, "Refuse the tokens")).toMatchObject({ secret: "changed" });
    expect(inputOf(scene, "Close it with a code", { code: "1012" })).toMatchObject({ code: 1012 });
  });

  test("makes viewers of their own name, each once", () => {
    expect(inputOf(scene, "Add a viewer")).toMatchObject({ client: "cleo", name: "Cleo", user: "cleo" });
    const phone = { name: "Bens Handy", user: "ben", token: "old" };
    expect(inputOf(scene, "Add a viewer", phone)).toMatchObject({
      client: "bens-handy",
      user: "ben",
      token: { is: "signed", ageSeconds: 2_419_200 },
    });
    expect(inputOf(scene, "Add a viewer", { name: "Ada" })).toMatchObject({ client: "ada-2" });
    expect(inputOf(scene, "Add a viewer", { name: "7 ✓" })).toMatchObject({ client: "viewer" });
    expect(inputOf(scene, "Open another tab")).toEqual({
      kind: "add_tab",
      client: "ben-tab",
      name: "Ben 2",
      of: BEN,
    });
    const full = play(
      ...["c", "d", "e", "f", "g", "h"].map(
        (id) => [700, { kind: "add_tab", client: id as ClientId, name: id, of: BEN }] as const,
      ),
    );
    expect(labels(sceneAt(full, 900))).not.toContain("Add a viewer");
    expect(labels(sceneAt(full, 900))).not.toContain("Open another tab");
  });

  test.each<[label: string, typed: Values, field: string, message: RegExp]>([
    ["Push an event", { event: " " }, "event", /The name of the event is missing/],
    ["Join a topic", {}, "topic", /The topic is missing/],
    ["Join a topic", { topic: "a", params: "[1]" }, "params", /must be a map/],
    ["Make it slow", { latency: "" }, "latency", /from 0 to 10000; nothing stands there/],
    ["Make it slow", { latency: "-5" }, "latency", /“-5” stands there/],
    ["Make it slow", { bandwidth: "5" }, "bandwidth", /from 100 to 1000000000/],
    ["Close it with a code", { code: "1006" }, "code", /No close frame carries 1006/],
    ["Close it with a code", { code: "999" }, "code", /from 1000 to 4999/],
    ["Let the tokens expire", { hours: "1000" }, "hours", /from 1 to 672/],
    ["Restart it otherwise", { down: "1e3" }, "down", /whole number/],
  ])("%s with %j: it says what is wrong, and where", (label, typed, field, message) => {
    const does = allActions(scene).find((one) => one.label === label)?.does;
    if (does?.is !== "form") throw new Error("no form");
    const reading = does.read(valuesOf(does, typed));
    expect(reading).toMatchObject({ ok: false, field });
    expect(reading.ok ? "" : reading.message).toMatch(message);
  });
});
