import { load } from "../../../src/elixir/compiler/load.ts";
import { ElixirApp } from "../../../src/elixir/elixir-app.ts";
import type { NodeOptions } from "../../../src/elixir/otp/node.ts";
import { parseElixir } from "../../../src/elixir/parser/parser.ts";
import { Program } from "../../../src/elixir/program.ts";
import { SYSTEM_LIBRARY } from "../../../src/elixir/system-library.ts";
import { Kernel } from "../../../src/kernel/kernel.ts";
import type { FrameData } from "../../../src/protocol/message.ts";
import type { ClientId, ConnectionId } from "../../../src/trace/ids.ts";
import { MemoryLog } from "../../../src/trace/log.ts";
import "../../../src/simulation/whole.ts";

const FRAME = `
defmodule App do
  use Application
  def start(_, _) do
    children = [{Phoenix.PubSub, name: App.PubSub}] ++ Channel.children() ++ [App.Endpoint]
    Supervisor.start_link(children, strategy: :one_for_one, name: App.Supervisor)
  end
end

defmodule App.Endpoint do
  use Phoenix.Endpoint, otp_app: :app
  socket "/socket", App.Socket
end

defmodule App.Socket do
  use Phoenix.Socket
  channel "*", Channel
  def connect(params, socket), do: Channel.connect(params, socket)
  def id(_), do: nil
end
`;

/**
 * A server whose one channel module is given: `join/3`, `handle_in/3` and so on; `connect/2` and `children/0`
 * when it has something of its own to say there. Other modules may stand before it.
 */
export function runningApp(text: string, options: NodeOptions = {}) {
  const defaults = [
    ["def connect(", "def connect(_, socket), do: {:ok, socket}"],
    ["def children", "def children, do: []"],
    ["def join(", "def join(_, _, socket), do: {:ok, socket}"],
  ];
  const added = defaults.flatMap(([given = "", code]) => (text.includes(given) ? [] : [code]));
  const whole = text.replace("use Phoenix.Channel", ["use Phoenix.Channel", ...added].join("\n"));
  const sources = [FRAME, whole].map((source) => {
    const parsed = parseElixir(source, "channel.ex");
    if (!parsed.ok) throw new Error(`${parsed.error.line}: ${parsed.error.message}`);
    return parsed.source;
  });
  const program = new Program(SYSTEM_LIBRARY);
  const wrong = load(program, sources).problems.filter(({ severity }) => severity === "error");
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong));
  const log = new MemoryLog();
  const kernel = new Kernel(1, log);
  const { endpoint } = new ElixirApp(program).start(kernel, 0, options);
  let connections = 0;

  /** A client on topic `t`; null when it is refused. */
  function connect(query = "") {
    const seen: (FrameData | number)[] = [];
    connections += 1;
    const wire = {
      id: connections as ConnectionId, // ids have no other source in a test
      client: `c${connections}` as ClientId,
      sendDown: (data: FrameData) => seen.push(data),
      closeDown: (code: number) => seen.push(code),
      abortDown: () => seen.push(1006),
    };
    const answer = endpoint.upgrade(`/socket/websocket?vsn=2.0.0&${query}`, wire);
    if ("status" in answer) return null;
    const say = (ms: number, ...frames: readonly unknown[]) => {
      answer.received(frames.map((frame) => JSON.stringify(frame)));
      kernel.runUntil(kernel.nowMs + ms);
      return seen.splice(0).map((data) => (typeof data === "string" ? JSON.parse(data) : data));
    };
    return {
      join: () => say(0, ["1", "1", "t", "phx_join", {}]),
      /** Pushes an event and gives what came back within `ms`: `[event, payload]`, or a close code. */
      push: (event: string, payload: unknown = {}, ms = 0) =>
        say(ms, ["1", "2", "t", event, payload]).map((frame) =>
          Array.isArray(frame) ? frame.slice(3) : frame,
        ),
    };
  }

  const joined = () => {
    const client = connect();
    if (client === null) throw new Error("refused");
    client.join();
    return client;
  };
  const logged = () =>
    log.events.flatMap((event) => (event.kind === "logged" ? [`[${event.level}] ${event.text}`] : []));
  return { connect, joined, logged, kernel, endpoint, log };
}

export function reply(response: unknown, status = "ok") {
  return ["phx_reply", { response, status }];
}

export const CRASHED = ["phx_error", { reason: "channel_crash" }];
