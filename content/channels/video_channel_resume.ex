defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel

  @impl true
  def join("videos:1", %{"second" => second}, socket) do
    {:ok, %{title: "What a process is"}, assign(socket, :second, second)}
  end

  def join("videos:" <> _id, _params, _socket) do
    {:error, %{reason: "not published yet"}}
  end

  @impl true
  def handle_in("skip", %{"seconds" => text}, socket) do
    second = String.to_integer(text) + socket.assigns.second
    {:reply, {:ok, %{second: second}}, assign(socket, :second, second)}
  end
end
