import { describe, expect, test } from "vitest";
import { supervisionOf } from "../../src/server/supervision.ts";
import type {
  EndedProcess,
  LivingProcess,
  ProcessActivity,
  ProcessesView,
} from "../../src/simulation/simulator-api.ts";
import type { ProcessRole } from "../../src/trace/event.ts";
import type { ClientId, ConnectionId, NodeName, Pid } from "../../src/trace/ids.ts";
import { castOf } from "../../src/ui/cast.ts";
import {
  endedRows,
  type ProcessRow,
  processTree,
  type SupervisorRow,
  type TreeRow,
} from "../../src/ui/processes/process-tree.ts";

const ADA = "ada" as ClientId;
const CAST = castOf([{ id: ADA, name: "Ada" }], []);
const SOCKETS = [{ handler: "VideosWeb.UserSocket", channels: ["VideosWeb.VideoChannel"] }];
const POOL = "VideosWeb.Endpoint.VideosWeb.UserSocket 0";
// Ids have no other source in a test.
const pid = (number: number) => number as Pid;
const connection = 1 as ConnectionId;
const transportRole: ProcessRole = { is: "transport", client: ADA, connection };
const channelRole: ProcessRole = {
  is: "channel",
  client: ADA,
  connection,
  topic: "videos:1",
  module: "VideosWeb.VideoChannel",
};

const transport: LivingProcess = {
  pid: pid(1),
  role: transportRole,
  supervisor: ":connection_sup",
  startedBy: null,
  activity: { is: "looping" },
  mailbox: 0,
  monitors: [pid(2)],
  assigns: null,
  change: null,
};
const channel: LivingProcess = {
  ...transport,
  pid: pid(2),
  role: channelRole,
  supervisor: POOL,
  startedBy: pid(1),
  monitors: [pid(1)],
};

function view(living: readonly LivingProcess[], ended: readonly EndedProcess[] = []): ProcessesView {
  return { supervision: supervisionOf(SOCKETS, []), living, ended };
}

/** The tree as an indented text: paths of supervisors, names of processes. */
function outline(row: TreeRow, depth = 0): readonly string[] {
  const line = `${"  ".repeat(depth)}${row.is === "supervisor" ? row.path.join(" > ") : row.name}`;
  return row.is === "process" ? [line] : [line, ...row.rows.flatMap((one) => outline(one, depth + 1))];
}

function rowsIn(row: TreeRow): readonly ProcessRow[] {
  return row.is === "process" ? [row] : row.rows.flatMap(rowsIn);
}

function channelRow(change: Partial<LivingProcess>): ProcessRow | undefined {
  return rowsIn(processTree(view([transport, { ...channel, ...change }]), CAST)).find(
    ({ key }) => key === "2",
  );
}

test("processes stand under their supervisors; supervisors of one seen child stand in a line", () => {
  expect(outline(processTree(view([transport, channel]), CAST))).toEqual([
    "Videos.Supervisor",
    "  Videos.PubSub.Supervisor",
    "  VideosWeb.Endpoint",
    "    Phoenix.Socket.PoolSupervisor > DynamicSupervisor",
    "      Ada on `videos:1`",
    "    ThousandIsland.Server > ThousandIsland.AcceptorPoolSupervisor > ThousandIsland.AcceptorSupervisor > DynamicSupervisor",
    "      Ada's transport",
  ]);
});

test("what only starts with the server is named beside its supervisor; an empty one says so", () => {
  const find = (row: SupervisorRow, name: string): SupervisorRow | null => {
    if (row.path.includes(name)) return row;
    for (const one of row.rows) {
      const found = one.is === "supervisor" ? find(one, name) : null;
      if (found !== null) return found;
    }
    return null;
  };
  const tree = processTree(view([]), CAST);
  expect(find(tree, "VideosWeb.Endpoint")?.quiet).toEqual(["Phoenix.Config", "Phoenix.Socket.PoolDrainer"]);
  expect(find(tree, "Videos.PubSub.Supervisor")).toMatchObject({
    strategy: "rest for one",
    quiet: ["Registry.Partition", "Phoenix.PubSub.PG2Worker"],
  });
  expect(find(tree, "Phoenix.Socket.PoolSupervisor")).toMatchObject({ empty: "no child now", rows: [] });
});

describe("what a process does", () => {
  const handleIn = { callback: "handle_in", about: "slow" } as const;
  test.each<[ProcessActivity, string, string]>([
    [{ is: "starting" }, "joining", "has not run yet"],
    [{ is: "looping" }, "looping", "waits for a message"],
    [{ is: "running", callback: "join", about: "videos:1" }, "joining", "runs `join/3` for `videos:1`"],
    [{ is: "running", callback: "terminate", about: "" }, "closing", "runs `terminate/2`"],
    [
      { is: "sleeping", ...handleIn, untilMs: 1500 },
      "looping(handle_in)",
      "sleeps in `handle_in/3` for `slow` until 1.500 s",
    ],
    [{ is: "calling", ...handleIn }, "looping(handle_in)", "waits for an answer in `handle_in/3` for `slow`"],
    [{ is: "awaiting_join", topic: "a" }, "blocked", "reads nothing before `join/3` of `a` has answered"],
  ])("%j", (activity, state, doing) => {
    expect(channelRow({ activity })).toMatchObject({ state, doing });
  });
});

test.each([
  [0, "mailbox empty", false],
  [1, "1 message waits", true],
  [3, "3 messages wait", true],
])("a mailbox of %i: %s", (mailbox, words, waits) => {
  expect(channelRow({ mailbox })).toMatchObject({ mailbox: words, waits });
});

test("what a step changed in the assigns is named", () => {
  const assigns = { count: 2, user: "ada", last: "b" };
  expect(channelRow({ assigns, assignsBefore: { count: 1, user: "ada" } })?.assigns).toBe(
    'assigns `%{count: 2, user: "ada", last: "b"}`, changed in this step: `count`, `last`',
  );
  expect(channelRow({ assigns, assignsBefore: assigns })?.assigns).not.toContain("changed");
});

test.each([
  [null, ""],
  [{}, ""],
  [{ marks: [40, 12], user: "ada" }, '`%{marks: [40, 12], user: "ada"}`'],
  [{ last: null, place: { at: 3 } }, "`%{last: nil, place: %{at: 3}}`"],
  [{ note: "a `tick`" }, "`%{note: \"a 'tick'\"}`"],
])("assigns of %j", (assigns, words) => {
  expect(channelRow({ assigns })).toMatchObject({ assigns: words === "" ? "" : `assigns ${words}` });
});

test("who watches whom is told by name", () => {
  const [ofChannel, ofTransport] = rowsIn(processTree(view([transport, channel]), CAST));
  expect(ofChannel?.watches).toBe("watches its transport");
  expect(ofTransport?.watches).toBe("watches `videos:1`");
  expect(channelRow({ monitors: [] })?.watches).toBe("watches nobody");
});

test("what the step changed is marked; who ended stays for that step, with its reason", () => {
  const gone: EndedProcess = {
    pid: pid(3),
    role: channelRole,
    supervisor: POOL,
    startedBy: pid(1),
    reason: ":killed",
    crashed: true,
  };
  const rows = rowsIn(
    processTree(
      view(
        [
          { ...transport, change: "changed" },
          { ...channel, change: "started" },
        ],
        [gone],
      ),
      CAST,
    ),
  );
  expect(rows.map(({ key, mark, state }) => [key, mark, state])).toEqual([
    ["2", "started", "looping"],
    ["3", "crashed", "crashed"],
    ["1", "changed", "looping"],
  ]);
  expect(rows[1]?.doing).toBe("exit reason `:killed`");
  const [left] = endedRows(view([], [{ ...gone, reason: null, crashed: false }]), CAST);
  expect(left).toMatchObject({ mark: "ended", state: "gone", doing: "the server took it with it", hue: 0 });
});

test("of several nodes, each process says on which it is, and that its node took it with it", () => {
  const node = "b" as NodeName;
  const gone: EndedProcess = { ...channel, node, reason: null, crashed: false };
  const tree = view([{ ...transport, node }], [gone]);
  const rows = rowsIn(processTree(tree, CAST));
  expect(rows.map(({ name, doing }) => [name, doing])).toEqual([
    ["Ada on `videos:1`, node b", "its node took it with it"],
    ["Ada's transport, node b", "waits for a message"],
  ]);
});
