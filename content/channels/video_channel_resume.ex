defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel

  @impl true
  def join("videos:1", %{"second" => second}, socket) do
    socket = assign(socket, :second, second)
    {:ok, %{title: "What a process is"}, socket}
  end

  def join("videos:" <> _id, _params, _socket) do
    {:error, %{reason: "not published yet"}}
  end

  @impl true
  def handle_in("skip", %{"seconds" => text}, socket) do
    second = socket.assigns.second + String.to_integer(text)
    socket = assign(socket, :second, second)
    {:reply, {:ok, %{second: second}}, socket}
  end
end
