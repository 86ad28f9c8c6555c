defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel

  @impl true
  def join("videos:" <> _id, _params, socket) do
    push(socket, "welcome", %{user: socket.assigns.user})
    {:ok, socket}
  end
end
