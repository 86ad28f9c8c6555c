defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel

  @impl true
  def join("videos:" <> _id, _params, socket) do
    {:ok, assign(socket, :second, 0)}
  end

  @impl true
  def handle_in("skip", %{"seconds" => text}, socket) do
    second = socket.assigns.second + String.to_integer(text)
    socket = assign(socket, :second, second)
    {:reply, {:ok, %{second: second}}, socket}
  end
end
