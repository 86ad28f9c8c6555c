import { describe, expect, test } from "vitest";
import { isJsonObject } from "../../src/protocol/json.ts";
import { serverPaths } from "../../src/schemas/server-paths.ts";
import { runScenario } from "../../src/simulation/run.ts";
import { compileServer } from "../../src/simulation/server-code.ts";
import type { TraceEvent, TraceKind } from "../../src/trace/event.ts";
import { lessonScenario, readText } from "./scenario-files.ts";

const scenario = lessonScenario("written-during-the-join");

/** The events of a run of the scenario, in which the channel does this with each annotation. */
function eventsOf(body: string, { queryMs }: { readonly queryMs: number }): readonly TraceEvent[] {
  const channel = `
    defmodule VideosWeb.VideoChannel do
      use Phoenix.Channel
      alias Videos.Annotations

      def join(_topic, _params, socket), do: {:ok, socket}

      def handle_in("new_annotation", %{"body" => body}, socket) do
        attrs = %{user: socket.assigns.user, body: body, at: 0, key: body}
        ${body}
        {:reply, :ok, assign(socket, :found, found)}
      end
    end`;
  const files = serverPaths(["user_socket", "video_channel_live_only"]).map((file) => ({
    file,
    text: file.endsWith("live_only.ex") ? channel : readText(file),
  }));
  const { code, problems } = compileServer(files);
  if (code === null) throw new Error(problems.map(({ message }) => message).join("\n"));
  const [first] = scenario.variants;
  if (first === undefined) throw new Error("the scenario has no variant");
  const variants = [{ ...first, page: "live-only" as const, serverCode: code }];
  return runScenario({ ...scenario, queryMs, variants }).events;
}

function of<Kind extends TraceKind>(kind: Kind, events: readonly TraceEvent[]) {
  return events.filter((event): event is Extract<TraceEvent, { kind: Kind }> => event.kind === kind);
}

/** What the channel remembers after each annotation. */
function found(events: readonly TraceEvent[]): readonly unknown[] {
  return of("callback_returned", events)
    .filter(({ callback }) => callback === "handle_in")
    .map(({ assigns }) => (isJsonObject(assigns) ? assigns["found"] : assigns));
}

describe("a row that is looked for by its values", () => {
  test("is the first that has them, and nil when there is none", () => {
    const events = eventsOf(
      `Annotations.create!(socket.topic, attrs)
        found = Annotations.get_by_key(socket.topic, "The first example")[:id]`,
      { queryMs: 0 },
    );
    expect(found(events)).toEqual([null, 2, 2]);
    expect(of("row_sought", events)[1]).toMatchObject({ by: 'key: "The first example"', id: 2 });
  });

  test("is never looked for by nil", () => {
    const events = eventsOf("found = Annotations.get_by_key(socket.topic, attrs[:nothing])", { queryMs: 0 });
    expect(found(events)).toEqual([]);
    expect(of("logged", events)[0]?.text).toMatch(/ArgumentError.*nil given for :key/);
  });
});

describe("the answer to a query", () => {
  const counting = `found = length(Annotations.list_newer_than(socket.topic, 0))
        Annotations.create!(socket.topic, attrs)`;

  test("is there at once, unless the scenario says otherwise", () => {
    const events = eventsOf(counting, { queryMs: 0 });
    expect(found(events)).toEqual([0, 1, 2]);
    for (const read of of("rows_read", events)) expect(read).not.toHaveProperty("answerMs");
  });

  test("takes its time, and what comes meanwhile waits in the mailbox", () => {
    const events = eventsOf(counting, { queryMs: 2000 });
    const [entered, left] = [of("callback_entered", events), of("callback_returned", events)].map((all) =>
      all.filter(({ callback }) => callback === "handle_in").map(({ timeMs }) => timeMs),
    );
    // Pushed at 1 s, 2.3 s and 4 s; the second has to wait for the first.
    expect(entered).toEqual([1040, 3040]);
    expect(left).toEqual([3040]);
    expect(of("rows_read", events)[0]).toMatchObject({ answerMs: 2000 });
  });
});
