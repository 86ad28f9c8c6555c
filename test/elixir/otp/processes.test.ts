import { expect, test } from "vitest";
import { CRASHED, reply, runningApp } from "./running-app.ts";

const SMALL = { steps: 20_000, words: 200_000, depth: 2_000 };

test("an endless loop ends its own process with a clear reason, and nobody else's", () => {
  const { joined, logged } = runningApp(
    `defmodule Channel do
      use Phoenix.Channel
      def handle_in("spin", _, socket), do: spin(socket)
      def handle_in("ping", _, socket), do: {:reply, :ok, socket}
      def terminate(_, _), do: raise("must not run")
      defp spin(socket), do: spin(socket)
    end`,
    { limits: SMALL },
  );
  const [ada, ben] = [joined(), joined()];
  expect(ada.push("spin")).toEqual([CRASHED]);
  expect(ben.push("ping")).toEqual([reply({})]);
  expect(logged().join()).toMatch(/process stopped: .*endless loop/);
});

test("runaway memory and messages without end are stopped too", () => {
  const { joined, logged } = runningApp(
    `defmodule Channel do
      use Phoenix.Channel
      def handle_in("grow", _, socket), do: grow(socket, "x")
      def handle_in("again", _, socket), do: {:noreply, again(socket)}
      def handle_info(:again, socket), do: {:noreply, again(socket)}
      defp grow(socket, text), do: grow(socket, text <> text)
      defp again(socket) do
        send(self(), :again)
        socket
      end
    end`,
    { limits: SMALL },
  );
  const client = joined();
  expect(client.push("grow")).toEqual([CRASHED]);
  const other = joined();
  expect(other.push("again")).toEqual([CRASHED]);
  expect(logged().filter((text) => text.includes("process stopped"))).toHaveLength(2);
});

test("selective receive with a timeout, send_after, cancel_timer, monitors and links", () => {
  const { joined } = runningApp(`defmodule Channel do
    use Phoenix.Channel
    def handle_in("receive", _, socket) do
      Process.send_after(self(), :late, 30)
      send(self(), :other)
      first = receive do: (:late -> :late), after: (10 -> :early)
      second = receive do: (:late -> :late), after: (30 -> :never)
      {:reply, {:ok, %{got: [first, second]}}, socket}
    end
    def handle_in("monitor", _, socket) do
      {pid, ref} = spawn_monitor(fn -> exit(:gone) end)
      why = receive do: ({:DOWN, ^ref, :process, ^pid, why} -> why)
      {:reply, {:ok, %{why: why}}, socket}
    end
    def handle_in("linked", _, socket) do
      spawn_link(fn -> exit(:boom) end)
      {:reply, :ok, socket}
    end
    def handle_in("cancel", _, socket) do
      timer = Process.send_after(self(), :never, 1000)
      {:reply, {:ok, %{left: Process.cancel_timer(timer), again: Process.cancel_timer(timer)}}, socket}
    end
    def handle_info(:other, socket), do: {:noreply, socket}
  end`);
  const client = joined();
  expect(client.push("receive", {}, 100)).toEqual([reply({ got: ["early", "late"] })]);
  expect(client.push("monitor")).toEqual([reply({ why: "gone" })]);
  expect(client.push("cancel")).toEqual([reply({ left: 1000, again: false })]);
  expect(client.push("linked")).toEqual([reply({}), CRASHED]);
});

test("a supervisor starts a crashed server anew, and gives up when it crashes too often", () => {
  const { joined, logged, endpoint } = runningApp(`defmodule Counter do
    use GenServer
    def start_link(from), do: GenServer.start_link(__MODULE__, from, name: __MODULE__)
    def init(from), do: {:ok, from}
    def handle_call(:next, _, n), do: {:reply, n, n + 1}
    def handle_cast(:crash, _), do: raise("counted enough")
  end

  defmodule Channel do
    use Phoenix.Channel
    def children, do: [{Counter, 5}]
    def handle_in("next", _, socket), do: {:reply, {:ok, %{n: GenServer.call(Counter, :next)}}, socket}
    def handle_in("crash", _, socket) do
      GenServer.cast(Counter, :crash)
      {:reply, :ok, socket}
    end
  end`);
  const client = joined();
  expect([client.push("next"), client.push("next")]).toEqual([[reply({ n: 5 })], [reply({ n: 6 })]]);
  client.push("crash");
  expect(client.push("next")).toEqual([reply({ n: 5 })]);
  for (let crash = 0; crash < 3; crash += 1) client.push("crash");
  expect(logged().filter((text) => text.startsWith("[error] ** (RuntimeError) counted enough"))).toHaveLength(
    4,
  );
  expect(logged().at(-1)).toBe("[error] Application App exited: :shutdown");
  expect(endpoint.listening).toBe(false);
});

test("connect/2 may ask another process before it answers, but not wait for time", () => {
  const { connect, logged } = runningApp(`defmodule Channel do
    use Phoenix.Channel
    def children, do: [%{id: :names, start: {Agent, :start_link, [fn -> ["ada"] end, [name: :names]]}}]
    def connect(%{"sleep" => _}, socket) do
      Process.sleep(10)
      {:ok, socket}
    end
    def connect(%{"raise" => _}, _), do: raise("no")
    def connect(%{"name" => name}, socket) do
      if name in Agent.get(:names, & &1), do: {:ok, socket}, else: :error
    end
  end`);
  expect(connect("name=ada")).not.toBeNull();
  expect(connect("name=eve")).toBeNull();
  expect(connect("raise=1")).toBeNull();
  expect(connect("sleep=1")).toBeNull();
  expect(logged().map((text) => text.split("\n")[0])).toEqual([
    "[error] ** (RuntimeError) no",
    "[error] connect/3 and id/1 may not wait for time to pass in this simulator",
  ]);
});

test("errors read as Elixir's, with the place where they were raised", () => {
  const { joined, logged, log } = runningApp(`defmodule Channel do
    use Phoenix.Channel
    def handle_in("known", _, socket), do: {:noreply, socket}
    def handle_in("garbage", _, _), do: :garbage
  end`);
  const client = joined();
  expect(client.push("unknown")).toEqual([CRASHED]);
  expect(joined().push("garbage")).toEqual([CRASHED]);
  const [clause = "", garbage = ""] = logged();
  expect(clause).toMatch(
    /^\[error\] \*\* \(FunctionClauseError\) no function clause matching in Channel\.handle_in\/3/,
  );
  expect(garbage).toMatch(
    /^\[error\] \*\* \(RuntimeError\) Expected handle_in\/3 to return one of:.*got :garbage/s,
  );
  const reasons = log.events.flatMap((event) => (event.kind === "process_exited" ? [event.reason] : []));
  expect(reasons[0]).toBe("{:function_clause, [{...}, ...]}");
});

test("a message is named in the trace by its shape, and assigns are shown as JSON or as Elixir inspects them", () => {
  const { joined, log } = runningApp(`defmodule Channel do
    use Phoenix.Channel
    def handle_in("go", _, socket) do
      send(self(), {:late, socket_ref(socket), %{x: 1, list: [1]}})
      {:noreply, assign(socket, mode: :fast, at: {1, 2}, list: [nil, true])}
    end
    def handle_info({:late, ref, _}, socket) do
      reply(ref, :ok)
      {:noreply, socket}
    end
  end`);
  expect(joined().push("go")).toEqual([reply({})]);
  const infos = log.events.flatMap((event) =>
    event.kind === "message_sent" && event.label.is === "info" ? [event.label.text] : [],
  );
  expect(infos).toEqual(["{:late, socket_ref, %{list: […], x: 1}}"]);
  const returned = log.events.findLast((event) => event.kind === "callback_returned");
  expect(returned).toMatchObject({ assigns: { mode: ":fast", at: "{1, 2}", list: [null, true] } });
});
