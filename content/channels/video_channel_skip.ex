defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel

  @impl true
  def join("videos:" <> _id, _params, socket) do
    {:ok, assign(socket, :second, 0)}
  end

  @impl true
  def handle_in("skip", %{"seconds" => text}, socket) do
    second = String.to_integer(text) + socket.assigns.second
    {:reply, {:ok, %{second: second}}, assign(socket, :second, second)}
  end
end
