import { describe, expect, test } from "vitest";
import { LineRecorder } from "../../src/simulation/line-recorder.ts";
import { runScenario } from "../../src/simulation/run.ts";
import { Session } from "../../src/simulation/session.ts";
import type { TraceEvent } from "../../src/trace/event.ts";
import { serializeTrace } from "../../src/trace/serialize.ts";
import { allScenarios, lessonScenario } from "./scenario-files.ts";
import { bound, CodeReader, marks, scenarioOf } from "./watched-channel.ts";

const is =
  (...kinds: readonly TraceEvent["kind"][]) =>
  (event: TraceEvent) =>
    kinds.includes(event.kind);
const entered = (callback: string) => (event: TraceEvent) =>
  event.kind === "callback_entered" && event.callback === callback;

describe("a push on a lesson's channel", () => {
  // content/channels/video_channel_query_after_join.ex, lines 21-30; line 6 is Annotations.create!/2.
  const reader = new CodeReader(lessonScenario("cable-pulled-while-ada-writes"), "right");
  const pushed = entered("handle_in");

  test.each([
    [
      "callback_entered",
      ">22 6 29 30",
      'body: "Here the talk begins", params: %{"at" => 0, "body" => "Here the talk begins"}',
    ],
    [
      "row_stored",
      "22* >6* 29 30",
      'topic: "videos:1", attrs: %{at: 0, body: "Here the talk begins", user: "ada"}',
    ],
    [
      "broadcast_dispatched",
      "22 6 >29* 30*",
      'body: "Here the talk begins", params: %{"at" => 0, "body" => "Here the talk begins"}, annotation: %{at: 0, body: "Here the talk begins", id: 1, user: "ada"}',
    ],
  ] as const)("%s: the line at work, those of the step, and what is bound", async (kind, lines, bindings) => {
    const passage = await reader.passage(reader.stop(is(kind), pushed));
    expect(marks(passage)).toBe(lines);
    expect(bound(passage)).toBe(bindings);
    expect(passage.role).toMatchObject({ is: "channel", client: "ada", topic: "videos:1" });
  });

  test("a socket is inspected as the struct that it is", async () => {
    const { lines, current } = await reader.passage(reader.stop(is("row_stored"), pushed));
    const socket = lines[current - 1]?.bindings.find(({ name }) => name === "socket");
    expect(socket?.text).toMatch(
      /^%Phoenix\.Socket\{assigns: %\{user: "ada"\}, channel: VideosWeb\.VideoChannel,/,
    );
    expect(socket?.cut).toBe(false);
  });

  test("what follows from it runs no Elixir: a frame on its way shows what led to it", async () => {
    const arrives = reader.stop(is("frame_arrived"), is("broadcast_dispatched"));
    const { relation, passages } = await reader.at(arrives);
    expect(relation).toBe("led_here");
    expect(passages.map(marks)).toEqual(["22 6 >29 30"]);
    expect(passages[0]?.step).toBe(reader.stop(is("broadcast_dispatched")));
  });

  test("what the client does of itself shows what the server last ran for it", async () => {
    const { relation, passages } = await reader.at(reader.stop(is("frame_sent"), is("upgrade_accepted")));
    expect(relation).toBe("ran_before");
    expect(passages[0]?.lines.map((line) => line.function)).toEqual([
      "VideosWeb.UserSocket.connect/3",
      "VideosWeb.UserSocket.connect/3",
      "VideosWeb.UserSocket.id/1",
    ]);
  });

  test("before anybody has asked the server for something there is nothing", async () => {
    expect(await reader.at(reader.stop(is("connection_opening")))).toEqual({
      relation: "ran_before",
      passages: [],
      forgotten: false,
      texts: [],
    });
  });

  test("the application starts before everything else", async () => {
    const { lines } = await reader.passage(reader.stop(is("server_started")));
    expect(lines.map((line) => line.function)).toContain("Videos.Application.start/2");
  });
});

describe("what a process does", () => {
  test("a crash: the line that raised, its exception, and terminate/2 after it", async () => {
    const reader = new CodeReader(
      scenarioOf(
        `  def handle_in("crash", %{"by" => by}, socket) do
    left = 10 - by
    {:reply, {:ok, %{share: div(10, left)}}, socket}
  end

  def terminate(_reason, _socket), do: :ok
`,
        [["crash", { by: 10 }]],
      ),
    );
    const terminates = await reader.at(reader.stop(entered("terminate")));
    expect(terminates.passages.map(marks)).toEqual([">9", "5* >6*!"]);
    const logged = reader.stop(is("logged"), entered("handle_in"));
    const { passages } = await reader.at(logged);
    expect(passages.map(marks)).toEqual(["5 >6!", ">9*"]);
    expect(passages[0]?.lines.at(-1)).toMatchObject({
      file: "content/channels/channel.ex",
      line: 6,
      function: "VideosWeb.VideoChannel.handle_in/3",
      error: "** (ArithmeticError) bad argument in arithmetic expression",
    });
    expect(passages.map(bound)).toEqual(["by: 10, left: 0", ""]);
  });

  test("the text of a file that is not the site's own comes with its lines", async () => {
    const reader = new CodeReader(
      scenarioOf("  def handle_in(_, _, socket), do: {:noreply, socket}\n", [["go"]]),
    );
    const { texts, passages } = await reader.at(reader.stop(entered("handle_in")));
    expect(texts.map(({ file }) => file)).toEqual(["content/channels/channel.ex"]);
    const line = passages[0]?.lines[0]?.line ?? 0;
    expect(texts[0]?.text.split("\n")[line - 1]).toContain("{:noreply, socket}");
    expect((await reader.at(reader.stop(is("upgrade_accepted")))).texts).toEqual([]);
  });

  test("no clause fits: the function that has none, without a line of it", async () => {
    const reader = new CodeReader(
      scenarioOf(
        `  def handle_in("seek", %{"at" => at}, socket) when is_integer(at), do: {:noreply, socket}\n`,
        [["seek", { at: "now" }]],
      ),
    );
    const passage = await reader.passage(reader.stop(is("process_exited")));
    expect(marks(passage)).toBe(">4!");
    expect(passage.lines[0]?.error).toBe(
      "** (FunctionClauseError) no function clause matching in VideosWeb.VideoChannel.handle_in/3",
    );
  });

  test("an error that is rescued is marked where it was raised", async () => {
    const reader = new CodeReader(
      scenarioOf(
        `  def handle_in("try", _, socket) do
    raise "no"
  rescue
    error -> {:reply, {:error, %{reason: error.message}}, socket}
  end
`,
        [["try"]],
      ),
    );
    expect(marks(await reader.passage(reader.stop(entered("handle_in"))))).toBe(">5*! 7*");
  });

  test("a line that goes on after a call is that line once more, where its event belongs", async () => {
    const reader = new CodeReader(
      scenarioOf(
        `  def handle_in("tell", _, socket) do
    broadcast!(socket, "news", news(socket))
    {:noreply, socket}
  end

  defp news(socket) do
    %{by: socket.assigns.user}
  end
`,
        [["tell"]],
      ),
    );
    const passage = await reader.passage(reader.stop(is("broadcast_dispatched")));
    expect(marks(passage)).toBe("5* 10* >5* 6*");
    expect(passage.lines[2]?.bindings).toEqual(passage.lines[0]?.bindings);
  });

  test("a callback that sleeps is one passage, over two moments", async () => {
    const reader = new CodeReader(
      scenarioOf(
        `  def handle_in("wait", _, socket) do
    before = 1
    Process.sleep(500)
    send(self(), {:waited, before})
    {:noreply, socket}
  end

  def handle_info(_, socket), do: {:noreply, socket}
`,
        [["wait"]],
      ),
    );
    const asleep = await reader.passage(reader.stop(is("process_slept")));
    const awake = await reader.passage(reader.stop(is("message_sent"), is("process_slept")));
    expect(marks(asleep)).toBe("5* >6* 7 8");
    expect(marks(awake)).toBe("5 6 >7* 8*");
    expect(awake.timeMs - asleep.timeMs).toBe(500);
  });

  test("a line that waits in its middle is at work again when it goes on", async () => {
    const reader = new CodeReader(
      scenarioOf(
        `  def handle_in("later", _, socket) do
    text = "done"
    broadcast!(socket, text, %{after: rest(300)})
    {:noreply, socket}
  end

  defp rest(ms) do
    Process.sleep(ms)
    ms
  end

  def handle_in("at once", _, socket) do
    broadcast!(socket, "slept", %{ok: Process.sleep(300) == :ok})
    {:noreply, socket}
  end
`,
        [["later"], ["at once"]],
      ),
    );
    const broadcasts = reader.run.steps.filter(
      (seq) => reader.run.events[seq]?.kind === "broadcast_dispatched",
    );
    const passages = await Promise.all(broadcasts.map((seq) => reader.passage(seq)));
    expect(passages.map(marks)).toEqual(["5 6 11 12* >6* 7*", "16 >16* 17*"]);
    expect(passages.map(bound)).toEqual(['text: "done"', ""]);
  });

  test("a GenServer that the channel calls runs lines of its own, in steps of its own", async () => {
    const reader = new CodeReader(
      scenarioOf(
        `  def handle_in("count", _, socket) do
    {:ok, counter} = GenServer.start_link(Counter, 41)
    count = GenServer.call(counter, :next)
    {:reply, {:ok, %{count: count}}, socket}
  end
`,
        [["count"]],
        `defmodule Counter do
  use GenServer

  def init(count) do
    {:ok, count}
  end

  def handle_call(:next, _from, count) do
    next = count + 1
    {:reply, next, next}
  end
end
`,
      ),
    );
    const seen: string[] = [];
    for (const seq of reader.run.steps) {
      const { relation, passages } = await reader.at(seq);
      if (relation !== "runs" || seq < reader.stop(entered("handle_in"))) continue;
      for (const { lines, own } of passages) {
        for (const line of lines.slice(own.from, own.to)) seen.push(`${line.function}:${line.line}`);
      }
    }
    expect(seen).toEqual([
      "VideosWeb.VideoChannel.handle_in/3:5",
      "Counter.init/1:5",
      "VideosWeb.VideoChannel.handle_in/3:6",
      "Counter.handle_call/3:9",
      "Counter.handle_call/3:10",
      "VideosWeb.VideoChannel.handle_in/3:7",
    ]);
  });
});

describe("what is kept", () => {
  const spinning = scenarioOf(
    `  def handle_in("spin", _, socket) do
    spin(0, [])
    {:noreply, socket}
  end

  defp spin(turns, seen) do
    spin(turns + 1, [turns | seen])
  end
`,
    [["spin"]],
  );

  test("of an endless loop the first and the last lines, and how many are left out", async () => {
    const reader = new CodeReader(spinning);
    const { lines, current } = await reader.passage(reader.stop(is("process_exited")));
    const leftOut = lines.reduce((sum, line) => sum + line.leftOut, 0);
    expect(lines.length).toBeLessThan(200);
    expect(leftOut).toBeGreaterThan(900_000);
    expect(lines.slice(0, 3).map(({ line, leftOut: gap }) => [line, gap])).toEqual([
      [5, 0],
      [10, 0],
      [10, 0],
    ]);
    expect(current).toBe(lines.length - 1);
    const last = lines.at(-1);
    expect(last?.error).toContain("an endless loop?");
    const turns = Number(last?.bindings.find(({ name }) => name === "turns")?.text);
    // The line of `handle_in/3`, and one line for each turn from 0 on.
    expect(lines.length + leftOut).toBe(1 + turns + 1);
  });

  test("long values and many variables are cut, and say so", async () => {
    const variables = Array.from({ length: 40 }, (_, index) => `    v${index} = ${index}\n`).join("");
    const reader = new CodeReader(
      scenarioOf(
        `  def handle_in("long", _, socket) do
    text = String.duplicate("ab", 5000)
${variables}    {:reply, {:ok, %{size: byte_size(text) + v0 + v39}}, socket}
  end
`,
        [["long"]],
      ),
    );
    const { lines } = await reader.passage(reader.stop(entered("handle_in")));
    const last = lines.at(-1);
    const text = last?.bindings.find(({ name }) => name === "text");
    expect(text).toMatchObject({ cut: true });
    expect(text?.text).toHaveLength(1000);
    expect((last?.bindings.length ?? 0) + (last?.moreBindings ?? 0)).toBe(42);
  });

  test("of a run that goes on and on the oldest lines go, and the reader is told", async () => {
    const lines = new LineRecorder();
    const scenario = scenarioOf(
      `  def handle_in("tick", _, socket) do
    send(self(), {:tick, 0})
    {:noreply, socket}
  end

  def handle_info({:tick, count}, socket) do
    text = String.duplicate("a" <> Integer.to_string(count), 1000)
    if byte_size(text) > 0, do: Process.send_after(self(), {:tick, count + 1}, 1)
    {:noreply, assign(socket, :text, text)}
  end
`,
      [["tick"]],
    );
    const run = runScenario({ ...scenario, durationMs: 12_000 }, { lines });
    expect(lines.keptFrom).toBeGreaterThan(0);
    expect(lines.turns.length).toBeGreaterThan(100);
    expect(run.events.length).toBeGreaterThan(lines.keptFrom);
  });
});

describe("looking on changes nothing", () => {
  const cases = allScenarios().flatMap((scenario) =>
    scenario.variants.map(({ id }) => ({ name: scenario.id, variant: id, scenario })),
  );

  test.each(cases)("$name, $variant: the same bytes, with and without", ({ scenario, variant }) => {
    const lines = new LineRecorder();
    const watched = runScenario(scenario, { variant, lines });
    expect(serializeTrace(watched.events)).toBe(serializeTrace(runScenario(scenario, { variant }).events));
    expect(lines.turns.length).toBeGreaterThan(0);
  });

  test("two runs have the same lines with the same bindings", () => {
    const scenario = lessonScenario("cable-pulled-while-ada-writes");
    const texts = [0, 1].map(() => {
      const lines = new LineRecorder();
      runScenario(scenario, { variant: "right", lines });
      return JSON.stringify(lines.turns);
    });
    expect(texts[0]).toBe(texts[1]);
  });

  test("every line of every run belongs to one of its stops", async () => {
    for (const { scenario, variant } of cases.slice(0, 12)) {
      const lines = new LineRecorder();
      runScenario(scenario, { variant, lines });
      const all = lines.turns.reduce((sum, turn) => sum + turn.lines.length, 0);
      const session = new Session();
      const { run, steps } = session.load({ scenario, variant, seed: scenario.seed });
      let found = 0;
      for (const seq of steps) {
        const { relation, passages } = await session.code(run, seq);
        if (relation === "runs") for (const { own } of passages) found += own.to - own.from;
      }
      expect(found).toBe(all);
    }
  });

  test("a run of the reader's own is looked at as the script's is, and goes on", async () => {
    const scenario = lessonScenario("cable-pulled-while-ada-writes");
    const session = new Session();
    const first = session.load({ scenario, variant: "right", seed: scenario.seed });
    const seq = first.steps[40] ?? first.at.seq;
    const forked = session.apply(first.run, seq, {
      kind: "annotate",
      client: scenario.clients[0]?.id ?? never(),
      body: "mine",
    });
    const stored = forked.steps.findLast((step) => forked.events[step]?.kind === "row_stored");
    const { passages } = await session.code(forked.run, stored ?? never());
    expect(passages.map(bound).join()).toContain('body: "mine"');
    const last = forked.steps.at(-1) ?? never();
    const on = session.step(forked.run, last, "forward");
    expect(on.seq).toBeGreaterThan(last);
    expect((await session.code(forked.run, on.seq)).forgotten).toBe(false);
  });
});

function never(): never {
  throw new Error("it is there");
}
