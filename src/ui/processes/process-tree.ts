import { isJsonArray, isJsonObject, type JsonValue } from "../../protocol/json.ts";
import type {
  EndedProcess,
  LivingProcess,
  ProcessActivity,
  ProcessesView,
} from "../../simulation/simulator-api.ts";
import type { ChannelCallback, ProcessRole } from "../../trace/event.ts";
import type { NodeName, Pid } from "../../trace/ids.ts";
import { clip } from "../../trace/narration/words.ts";
import type { SupervisionNode } from "../../trace/supervision.ts";
import type { Cast } from "../cast.ts";
import { moment } from "../diagram/time-scale.ts";

/** A supervision tree as it is drawn: rows in rows. Texts hold code words between backticks. */
export type TreeRow = SupervisorRow | ProcessRow;

/** A supervisor; those with one child worth a row stand in a line: `A › B › C`. */
export type SupervisorRow = {
  readonly is: "supervisor";
  readonly key: string;
  readonly path: readonly string[];
  /** Of the last in the line. */
  readonly strategy: string;
  /** What else it has as children: it starts with the server and does nothing that is seen here. */
  readonly quiet: readonly string[];
  /** In place of rows, when nothing is there; null otherwise. */
  readonly empty: string | null;
  readonly rows: readonly TreeRow[];
};

export type ProcessRow = {
  readonly is: "process";
  readonly key: string;
  readonly name: string;
  readonly pid: string;
  /** The module whose callbacks it runs. */
  readonly module: string;
  /** The viewer's hue; null when it belongs to none. */
  readonly hue: number | null;
  /** As the statechart of a channel process calls it. */
  readonly state: string;
  readonly doing: string;
  readonly mailbox: string;
  readonly watches: string;
  /** Its assigns, as Elixir writes a map; empty where there are none. */
  readonly assigns: string;
  /** Its mailbox is not empty. */
  readonly waits: boolean;
  readonly mark: Mark | null;
};

/** What the step did to it. */
export type Mark = "started" | "changed" | "ended" | "crashed";

/** The tree of a server that runs. */
export function processTree(view: ProcessesView, cast: Cast): SupervisorRow {
  return new Tree(view, cast).root();
}

/** What a server that is gone has taken with it in this step. */
export function endedRows(view: ProcessesView, cast: Cast): readonly ProcessRow[] {
  return new Tree(view, cast).ended();
}

class Tree {
  readonly #view: ProcessesView;
  readonly #cast: Cast;
  readonly #roles: ReadonlyMap<Pid, ProcessRole>;

  constructor(view: ProcessesView, cast: Cast) {
    this.#view = view;
    this.#cast = cast;
    this.#roles = new Map([...view.living, ...view.ended].map(({ pid, role }) => [pid, role]));
  }

  root(): SupervisorRow {
    const { supervision } = this.#view;
    const { name, children } = supervision;
    const rows = [
      ...children.map((child) => this.#supervisor(child, child.name)),
      ...this.#processesOf(name),
    ];
    return this.#row(supervision, [name], [], rows);
  }

  ended(): readonly ProcessRow[] {
    return this.#view.ended.map((one) => this.#endedRow(one));
  }

  #supervisor(node: SupervisionNode, name: string): SupervisorRow {
    const path = [name];
    const quiet: string[] = [];
    let last = node;
    for (;;) {
      quiet.push(...last.children.filter((child) => !this.#isSeen(child)).flatMap(leavesOf));
      const seen = last.children.filter((child) => this.#isSeen(child));
      const [only] = seen;
      if (only === undefined || seen.length > 1 || this.#processesOf(last.name).length > 0) {
        const rows = seen.map((child) => this.#supervisor(child, child.module));
        return this.#row(last, path, quiet, [...rows, ...this.#processesOf(last.name)]);
      }
      path.push(only.module);
      last = only;
    }
  }

  #row(
    node: SupervisionNode,
    path: readonly string[],
    quiet: readonly string[],
    rows: readonly TreeRow[],
  ): SupervisorRow {
    return {
      is: "supervisor",
      key: node.name,
      path,
      strategy: node.strategy === "rest_for_one" ? "rest for one" : "one for one",
      quiet,
      empty: node.is === "dynamic_supervisor" && rows.length === 0 ? "no child now" : null,
      rows,
    };
  }

  // Whether a row of its own is due to it.
  #isSeen(node: SupervisionNode): boolean {
    return (
      node.is === "dynamic_supervisor" ||
      this.#processesOf(node.name).length > 0 ||
      node.children.some((child) => this.#isSeen(child))
    );
  }

  #processesOf(supervisor: string): readonly ProcessRow[] {
    const { living, ended } = this.#view;
    return [
      ...living.filter((one) => one.supervisor === supervisor).map((one) => this.#livingRow(one)),
      ...ended.filter((one) => one.supervisor === supervisor).map((one) => this.#endedRow(one)),
    ];
  }

  #livingRow(one: LivingProcess): ProcessRow {
    const { pid, role, node, activity, mailbox, change } = one;
    return {
      ...this.#identity(pid, role, node),
      state: stateOf(role, activity),
      doing: doingOf(activity),
      mailbox:
        mailbox === 0 ? "mailbox empty" : `${mailbox} ${mailbox === 1 ? "message waits" : "messages wait"}`,
      watches: this.#watches(one),
      assigns: assignsText(one.assigns, one.assignsBefore),
      waits: mailbox > 0,
      mark: change,
    };
  }

  #endedRow({ pid, role, node, reason, crashed }: EndedProcess): ProcessRow {
    return {
      ...this.#identity(pid, role, node),
      state: crashed ? "crashed" : "gone",
      doing:
        reason === null
          ? `${node === undefined ? "the server" : "its node"} took it with it`
          : `exit reason \`${reason}\``,
      mailbox: "",
      watches: "",
      assigns: "",
      waits: false,
      mark: crashed ? "crashed" : "ended",
    };
  }

  #identity(
    pid: Pid,
    role: ProcessRole,
    node: NodeName | undefined,
  ): Pick<ProcessRow, "is" | "key" | "name" | "pid" | "module" | "hue"> {
    const viewer = role.is === "other" ? undefined : this.#cast.find(({ client }) => client === role.client);
    return {
      is: "process",
      key: String(pid),
      name: `${this.#name(pid)}${node === undefined ? "" : `, node ${node}`}`,
      pid: `#PID<0.${pid}.0>`,
      module: role.is === "channel" ? role.module : role.is === "transport" ? "Phoenix.Socket" : "",
      hue: viewer?.hue ?? null,
    };
  }

  #name(pid: Pid): string {
    return processName(pid, this.#roles.get(pid), this.#cast);
  }

  #watches({ role, monitors }: LivingProcess): string {
    if (monitors.length === 0) return "watches nobody";
    const [first] = monitors;
    if (role.is === "channel") return "watches its transport";
    if (monitors.length > 1 || first === undefined) return `watches ${monitors.length} processes`;
    const watched = this.#roles.get(first);
    return `watches ${role.is === "transport" && watched?.is === "channel" ? `\`${watched.topic}\`` : this.#name(first)}`;
  }
}

/** What a process is called; by its pid when nothing is known of it. */
export function processName(pid: Pid, role: ProcessRole | undefined, cast: Cast): string {
  if (role === undefined) return `\`#PID<0.${pid}.0>\``;
  if (role.is === "other") return role.name === "Task" ? "a task" : `\`${role.name}_shard0\``;
  const viewer = cast.find(({ client }) => client === role.client)?.name ?? role.client;
  return role.is === "transport" ? `${viewer}'s transport` : `${viewer} on \`${role.topic}\``;
}

/** More than this of a process's memory is not worth reading in a tree. */
const MAX_ASSIGNS = 240;

/** With `before`, what has changed since then is named behind them. */
function assignsText(assigns: JsonValue, before: JsonValue | undefined): string {
  if (!isJsonObject(assigns)) return "";
  const old = before !== undefined && isJsonObject(before) ? before : null;
  const news = Object.entries(assigns)
    .filter(([key, value]) => old !== null && valueText(old[key] ?? null) !== valueText(value))
    .map(([key]) => `\`${key}\``);
  const pairs = Object.entries(assigns).map(([key, value]) => `${key}: ${valueText(value)}`);
  return pairs.length === 0
    ? ""
    : `assigns \`${clip(`%{${pairs.join(", ")}}`, MAX_ASSIGNS).replaceAll("`", "'")}\`${news.length === 0 ? "" : `, changed in this step: ${news.join(", ")}`}`;
}

// Numbers in a list stay numbers here, though `inspect/1` takes some for the letters of a charlist.
export function valueText(value: JsonValue): string {
  if (value === null) return "nil";
  if (isJsonArray(value)) return `[${value.map(valueText).join(", ")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  return `%{${Object.entries(value)
    .map(([key, inner]) => `${key}: ${valueText(inner)}`)
    .join(", ")}}`;
}

function leavesOf(node: SupervisionNode): readonly string[] {
  if (node.is === "worker") return [node.module];
  return node.children.length === 0 ? [node.module] : node.children.flatMap(leavesOf);
}

function stateOf(role: ProcessRole, activity: ProcessActivity): string {
  switch (activity.is) {
    case "awaiting_join":
      return "blocked";
    case "starting":
      return role.is === "channel" ? "joining" : "starting";
    case "looping":
      return "looping";
    case "running":
    case "calling":
    case "sleeping":
      if (activity.callback === "join") return "joining";
      return activity.callback === "terminate" ? "closing" : `looping(${activity.callback})`;
  }
}

function doingOf(activity: ProcessActivity): string {
  switch (activity.is) {
    case "starting":
      return "has not run yet";
    case "looping":
      return "waits for a message";
    case "awaiting_join":
      return `reads nothing before \`join/3\` of \`${activity.topic}\` has answered`;
    case "running":
      return `runs ${callbackWords(activity)}`;
    case "calling":
      return `waits for an answer in ${callbackWords(activity)}`;
    case "sleeping":
      return `sleeps in ${callbackWords(activity)} until ${moment(activity.untilMs)}`;
  }
}

function callbackWords({
  callback,
  about,
}: {
  readonly callback: ChannelCallback;
  readonly about: string;
}): string {
  const arity = callback === "terminate" || callback === "handle_info" ? 2 : 3;
  return about === "" ? `\`${callback}/${arity}\`` : `\`${callback}/${arity}\` for \`${about}\``;
}
