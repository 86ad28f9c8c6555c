import { describe, expect, test } from "vitest";
import type { Cast } from "../../src/simulation/cast.ts";
import { SITE_CAST } from "../../src/simulation/cast.ts";
import { Run } from "../../src/simulation/run.ts";
import { BadElixir, compileServer, withServerCode } from "../../src/simulation/server-code.ts";
import type { TraceEvent } from "../../src/trace/event.ts";
import { AnnotationStore } from "../fixtures/videos/annotation-store.ts";
import { userSocketMount } from "../fixtures/videos/user-socket.ts";
import {
  liveOnlyChannel,
  queryAfterJoinChannel,
  queryInJoinChannel,
} from "../fixtures/videos/video-channel.ts";
import { allScenarios } from "./scenario-files.ts";

const TWINS = {
  video_channel_live_only: liveOnlyChannel,
  video_channel_query_in_join: queryInJoinChannel,
  video_channel_query_after_join: queryAfterJoinChannel,
} as const;

/** The lessons' pages with the channels' twins in TypeScript; the store outlives the server. */
function twinCast(): Cast {
  let store: AnnotationStore | null = null;
  return {
    ...SITE_CAST,
    serverMounts(files, kernel) {
      store ??= new AnnotationStore(kernel);
      const kept = store;
      return files.flatMap((file) =>
        file === "user_socket" ? [] : [userSocketMount(TWINS[file as keyof typeof TWINS](kept))],
      );
    },
  };
}

/** The trace with processes numbered in the order in which they turn up: the application's own come first. */
function renumbered(events: readonly TraceEvent[]): readonly unknown[] {
  const pids = new Map<unknown, number>();
  const numberOf = (pid: unknown) => {
    if (!pids.has(pid)) pids.set(pid, pids.size);
    return pids.get(pid);
  };
  return events.map((event) =>
    JSON.parse(JSON.stringify(event), (key, value) => {
      if (key === "fastlane") return value.map(numberOf);
      const isPid = ["pid", "from", "to", "parent"].includes(key) && typeof value === "number";
      return isPid ? numberOf(value) : value;
    }),
  );
}

describe("the Elixir of the lessons does what its twins in TypeScript do, event for event", () => {
  // The twins have one secret, and a store that outlives the server and answers at once.
  const scenarios = allScenarios().filter(
    ({ store, queryMs, inputs, variants }) =>
      store === "kept" &&
      queryMs === undefined &&
      inputs.every(({ input }) => input.kind !== "restart_server" || input.secret === undefined) &&
      variants.every(({ server }) => server.every((file) => file === "user_socket" || file in TWINS)),
  );

  test("there are scenarios", () => {
    expect(scenarios.length).toBeGreaterThan(5);
  });

  test.each(scenarios.flatMap((scenario) => scenario.variants.map(({ id }) => ({ scenario, id }))))(
    "$scenario.id, $id",
    ({ scenario, id }) => {
      const elixir = new Run(scenario, { variant: id });
      const twin = new Run(scenario, { variant: id, cast: twinCast() });
      for (const run of [elixir, twin]) run.runUntil(scenario.durationMs);
      expect(renumbered(elixir.events)).toEqual(renumbered(twin.events));
    },
  );
});

describe("a server that does not compile", () => {
  const file = "content/channels/broken.ex";
  const lines = (text: string) =>
    compileServer([{ file, text }]).problems.map((one) => `${one.line}:${one.column} ${one.message}`);

  test("is refused with line and column", () => {
    const { code, problems } = compileServer([{ file, text: "defmodule A do\n  def f(x), do: y\nend\n" }]);
    expect(code).toBeNull();
    expect(problems).toContainEqual(
      expect.objectContaining({ severity: "error", file, line: 2, column: 17 }),
    );
    expect(lines("defmodule A do\n  def f(x), do: y\nend\n").join("\n")).toMatch(/undefined variable "y"/);
  });

  test("is refused for what is no Elixir", () => {
    expect(lines("defmodule A do\n  def f(\nend\n")).toEqual([
      expect.stringMatching(/^\d+:\d+ \*\* \(\w+\) /),
    ]);
  });

  test("keeps its page from being built, and says where", () => {
    const [scenario] = allScenarios();
    if (scenario === undefined) throw new Error("there is no scenario");
    expect(() => withServerCode(scenario, () => "defmodule A do")).toThrow(BadElixir);
    expect(() => withServerCode(scenario, () => "defmodule A do")).toThrow(
      /^content\/app\/annotations\.ex:1:\d/,
    );
  });
});

test("what a page's server calls of the library is known when it is compiled", () => {
  const text = "defmodule A do\n  use GenServer\n  def init(x), do: {:ok, Enum.sum(x)}\nend\n";
  const library = compileServer([{ file: "a.ex", text }]).code?.library;
  expect(library).toContain("GenServer");
  expect(library).toContain("Enum");
  expect(library).not.toContain("Registry");
});
