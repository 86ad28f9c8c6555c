import { describe, expect, test } from "vitest";
import type { CodeLine, CodePassage, CodeView } from "../../src/simulation/simulator-api.ts";
import type { TraceEvent } from "../../src/trace/event.ts";
import type { ClientId, ConnectionId, FrameId, Pid, Seq } from "../../src/trace/ids.ts";
import { lineView, nextRunOf, processName, remarkOf, sourceRows } from "../../src/ui/code/code-walk.ts";

// Brands have no value at run time.
const ADA = "ada" as ClientId;
const SEQ = 7 as Seq;

const CAST = [{ client: ADA, name: "Ada", index: 0, hue: 0 }];
const CHANNEL = "content/channels/video_channel.ex";
const STORE = "content/app/annotations.ex";
const TEXT = `def handle_in("count", _, socket) do
  count = socket.assigns.count + 1
  stored = Store.put(count)
  {:reply, {:ok, stored}, socket}
end
`;

function ran(
  line: number,
  bound: { readonly [name: string]: string },
  more: Partial<CodeLine> = {},
): CodeLine {
  return {
    file: CHANNEL,
    line,
    function: "VideosWeb.VideoChannel.handle_in/3",
    bindings: Object.entries(bound).map(([name, text]) => ({ name, text, cut: false })),
    moreBindings: 0,
    leftOut: 0,
    error: null,
    ...more,
  };
}

/** A push that counts: a line of its own, one that calls another module, and what it returns. */
const COUNTED: CodePassage = {
  pid: 6 as Pid,
  role: {
    is: "channel",
    client: ADA,
    connection: 1 as ConnectionId,
    topic: "videos:1",
    module: "VideosWeb.VideoChannel",
  },
  lines: [
    ran(2, { socket: "%{count: 1}" }),
    ran(3, { socket: "%{count: 1}", count: "2" }),
    ran(5, { value: "2" }, { file: STORE, function: "Store.put/1" }),
    ran(3, { socket: "%{count: 1}", count: "2" }),
    ran(4, { socket: "%{count: 2}", count: "2", stored: "true" }),
  ],
  current: 2,
  own: { from: 1, to: 4 },
  step: SEQ,
  timeMs: 40,
};

describe("a line", () => {
  test("has what is bound, and what became of it since the line of the same function before", () => {
    const changes = COUNTED.lines.map((_, index) =>
      lineView(COUNTED, index).bindings.map(({ name, change }) => `${name} ${change ?? "-"}`),
    );
    expect(changes).toEqual([
      ["socket -"],
      ["socket -", "count new"],
      ["value -"],
      ["socket -", "count -"],
      ["socket changed", "count -", "stored new"],
    ]);
  });

  test("knows its place among those that ran, also those that are not kept", () => {
    expect(lineView(COUNTED, 1).place).toBe("line 2 of 5");
    const lines = COUNTED.lines.map((line, index) => (index === 3 ? { ...line, leftOut: 5000 } : line));
    const looped = lineView({ ...COUNTED, lines }, 3);
    expect(looped.place).toBe("line 5004 of 5005");
    expect(looped.notes).toEqual(["5,000 lines before this one are not kept."]);
  });

  test("is said in words: where it is, what it raised, what is bound", () => {
    expect(lineView(COUNTED, 4).spoken).toBe(
      "Line 4 of video_channel.ex, line 5 of 5. socket, changed: %{count: 2}; count: 2; stored, new: true.",
    );
    const failed = { ...COUNTED, lines: [ran(2, {}, { error: "** (KeyError) key :count not found" })] };
    expect(lineView(failed, 0).spoken).toBe(
      "Line 2 of video_channel.ex, line 1 of 1. It raises: ** (KeyError) key :count not found. nothing is bound.",
    );
  });

  test("that is not there is a mistake", () => {
    expect(() => lineView(COUNTED, 5)).toThrow("there is no line 5 of 5");
  });
});

describe("the source", () => {
  const marks = (index: number) =>
    sourceRows(TEXT, COUNTED, index).map(
      ({ number, mark, isEvents, raised }) =>
        `${number} ${mark ?? "-"}${isEvents ? " event" : ""}${raised ? " raised" : ""}`,
    );

  test("has the line looked at, those of the step, and those that ran before and after", () => {
    expect(marks(1)).toEqual(["1 -", "2 ran", "3 now", "4 ran", "5 -"]);
    expect(marks(0)).toEqual(["1 -", "2 now", "3 step", "4 ran", "5 -"]);
  });

  test("is that of the file in which the line stands", () => {
    expect(marks(2)).toEqual(["1 -", "2 -", "3 -", "4 -", "5 now event"]);
  });

  test("says which line raised", () => {
    const lines = [ran(2, {}), ran(3, {}, { error: "** (RuntimeError) no" })];
    const rows = sourceRows(TEXT, { ...COUNTED, lines, current: 1, own: { from: 0, to: 2 } }, 0);
    expect(rows.map(({ mark, raised }) => [mark, raised])).toEqual([
      [null, false],
      ["now", false],
      ["step", true],
      [null, false],
      [null, false],
    ]);
  });

  test("leads from a row to the next time that it runs, and round again", () => {
    expect(nextRunOf(COUNTED, 0, 3)).toBe(1);
    expect(nextRunOf(COUNTED, 1, 3)).toBe(3);
    expect(nextRunOf(COUNTED, 3, 3)).toBe(1);
    expect(nextRunOf(COUNTED, 0, 1)).toBeNull();
  });
});

describe("a step that runs no Elixir", () => {
  const arrived: TraceEvent = {
    kind: "frame_arrived",
    client: ADA,
    connection: 1 as ConnectionId,
    frame: 1 as FrameId,
    direction: "down",
    seq: SEQ,
    timeMs: 80,
    cause: null,
  };
  const view = (relation: CodeView["relation"], passages = [COUNTED], forgotten = false): CodeView => ({
    relation,
    passages,
    forgotten,
    texts: [],
  });

  test("says so, and which Elixir led to it or ran last", () => {
    expect(remarkOf(view("runs"), arrived, CAST)).toBeNull();
    expect(remarkOf(view("led_here"), arrived, CAST)).toEqual({
      text: "No Elixir runs in this step: a frame is on its way. This led to it, at 0.040 s:",
      goTo: SEQ,
    });
    expect(remarkOf(view("ran_before"), arrived, CAST)?.text).toBe(
      "No Elixir runs in this step: a frame is on its way. The last that Ada on `videos:1` ran, at 0.040 s:",
    );
    expect(remarkOf(view("ran_before", []), arrived, CAST)).toEqual({
      text: "No Elixir runs in this step: a frame is on its way. None has run for it yet.",
      goTo: null,
    });
  });

  test("says when its lines are not kept any more", () => {
    expect(remarkOf(view("ran_before", [], true), arrived, CAST)?.text).toContain("are not kept");
  });
});

test("a process is called after its viewer, its name, or its pid", () => {
  const named = (role: CodePassage["role"]) => processName({ ...COUNTED, role }, CAST);
  expect(named(COUNTED.role)).toBe("Ada on `videos:1`");
  expect(named({ is: "transport", client: ADA, connection: 1 as ConnectionId })).toBe("Ada's transport");
  expect(named({ is: "other", name: "Videos.Counter" })).toBe("Videos.Counter");
  expect(named(null)).toBe("#PID<0.6.0>");
});
