import type { Input } from "../../src/trace/input.ts";
import type { Attempt, Notice } from "./recovery-bound.ts";
import { BEN, KEPT, REJOINED, say } from "./tried-session.ts";

/** Something that goes wrong, and the ways in which it is put right again. */
export type Fault = {
  readonly name: string;
  readonly strike: readonly Input[];
  /** `afterMs` the strike. No inputs: it heals by itself within that time. */
  readonly heals: readonly { readonly afterMs: number; readonly inputs: readonly Input[] }[];
  readonly notice: Notice;
  readonly attempt: Attempt;
};

const client = { client: BEN } as const;

/** Told to the client at once. */
function told(
  name: string,
  strike: readonly Input[],
  afterMs: readonly number[] = [0],
  inputs: readonly Input[] = [],
): Fault {
  const heals = afterMs.map((ms) => ({ afterMs: ms, inputs }));
  return { name, strike, heals, notice: "told", attempt: "fails_at_once" };
}

/** Told to nobody. */
function untold(
  name: string,
  strike: readonly Input[],
  afterMs: readonly number[],
  inputs: readonly Input[],
): Fault {
  return { ...told(name, strike, afterMs, inputs), notice: "heartbeat", attempt: "hangs" };
}

function restart(how: "graceful" | "kill", downMs: number): Fault {
  return told(`server ${how}, down ${downMs} ms`, [{ kind: "restart_server", how, downMs }], [downMs]);
}

/** Every fault, healed sooner and later than the client's timers notice. */
export const FAULTS: readonly Fault[] = [
  told("connection reset (1006)", [{ kind: "reset_link", ...client }]),
  ...[1000, 1001, 1011, 1012, 4000].map((code) =>
    told(`closed by a proxy with ${code}`, [{ kind: "close_connection", ...client, code }]),
  ),
  told("socket disconnected by the server (1001)", [
    { kind: "broadcast", topic: `users_socket:${BEN}`, event: "disconnect", payload: {} },
  ]),
  told(
    "cable pulled",
    [{ kind: "pull_cable", ...client }],
    [5, 900, 35_000, 70_000],
    [{ kind: "plug_cable", ...client }],
  ),
  untold(
    "link silent",
    [{ kind: "silence_link", ...client }],
    [5, 900, 20_000, 35_000, 70_000, 130_000],
    [{ kind: "restore_link", ...client }],
  ),
  restart("graceful", 5),
  restart("graceful", 700),
  restart("graceful", 12_000),
  restart("kill", 0),
  restart("kill", 700),
  restart("kill", 12_000),
  told("server stopped", [{ kind: "stop_server", how: "graceful" }], [40_000], [{ kind: "start_server" }]),
  told("channel crashed", [{ kind: "crash_channel", ...client, topic: KEPT }]),
  told("the other channel crashed", [{ kind: "crash_channel", ...client, topic: REJOINED }]),
  told(
    "connection refused",
    [say("spoil the token"), { kind: "reset_link", ...client }],
    [100, 8_000],
    [say("mend the token")],
  ),
  told(
    "page hidden",
    [{ kind: "hide_page", ...client }],
    [50, 20_000, 400_000],
    [{ kind: "show_page", ...client }],
  ),
  told(
    "page hidden and connection lost",
    [
      { kind: "hide_page", ...client },
      { kind: "reset_link", ...client },
    ],
    [5, 2_000, 400_000],
    [{ kind: "show_page", ...client }],
  ),
  told(
    "page left",
    [{ kind: "leave_page", ...client }],
    [20, 3_000, 100_000],
    [{ kind: "return_to_page", ...client }],
  ),
  untold(
    "laptop closed",
    [{ kind: "close_laptop", ...client }],
    [20, 5_000, 45_000, 100_000, 400_000],
    [{ kind: "open_laptop", ...client }],
  ),
  told(
    "disconnected by the page",
    [{ kind: "disconnect", ...client }],
    [0, 100, 5_000],
    [{ kind: "connect", ...client }],
  ),
];

/** Two of them at once, or one while the other lasts. */
export const PAIRED: readonly Fault[] = FAULTS.filter(({ name }) =>
  [
    "connection reset (1006)",
    "cable pulled",
    "link silent",
    "server graceful, down 700 ms",
    "server kill, down 700 ms",
    "channel crashed",
    "connection refused",
    "page hidden",
    "page left",
    "laptop closed",
    "disconnected by the page",
  ].includes(name),
);
