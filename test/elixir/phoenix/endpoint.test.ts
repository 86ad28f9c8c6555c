import { expect, test } from "vitest";
import { load } from "../../../src/elixir/compiler/load.ts";
import { ElixirApp } from "../../../src/elixir/elixir-app.ts";
import { parseElixir } from "../../../src/elixir/parser/parser.ts";
import { Program } from "../../../src/elixir/program.ts";
import { SYSTEM_LIBRARY } from "../../../src/elixir/system-library.ts";
import { Kernel } from "../../../src/kernel/kernel.ts";
import { MemoryLog } from "../../../src/trace/log.ts";
import "../../../src/simulation/whole.ts";

const app = (options: string) => `
defmodule App do
  use Application
  def start(_type, _args) do
    children = [{Phoenix.PubSub, name: App.PubSub}, AppWeb.Endpoint]
    Supervisor.start_link(children, strategy: :one_for_one)
  end
end

defmodule AppWeb.UserSocket do
  use Phoenix.Socket
  def connect(_params, socket, _info), do: {:ok, socket}
  def id(_socket), do: nil
end

defmodule AppWeb.Endpoint do
  use Phoenix.Endpoint, otp_app: :app
  socket "/socket", AppWeb.UserSocket, ${options}
end
`;

function takesAuthToken(options: string): boolean | undefined {
  const parsed = parseElixir(app(options), "app.ex");
  if (!parsed.ok) throw new Error(parsed.error.message);
  const program = new Program(SYSTEM_LIBRARY);
  load(program, [parsed.source]);
  const { endpoint } = new ElixirApp(program).start(new Kernel(1, new MemoryLog()), 0);
  return endpoint.mounts[0]?.authToken;
}

test.each([
  ["websocket: true, auth_token: true", true],
  ["websocket: [timeout: 1_000], auth_token: true", true],
  ["auth_token: true", true],
  ["websocket: true", false],
  // Put out of force by the one beside it, which is not there: phoenix 1.8.12, `put_auth_token/2`.
  ["websocket: [auth_token: true]", false],
])("socket path, handler, %s: takes a token as a subprotocol: %s", (options, takes) => {
  expect(takesAuthToken(options)).toBe(takes);
});
