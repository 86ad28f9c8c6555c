defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias VideosWeb.Presence

  @impl true
  def join("videos:" <> _id, params, socket) do
    send(self(), {:after_join, params["device"]})
    {:ok, socket}
  end

  @impl true
  def handle_info({:after_join, device}, socket) do
    {:ok, _ref} = Presence.track(socket, socket.assigns.user, %{device: device})
    push(socket, "presence_state", Presence.list(socket))
    {:noreply, socket}
  end
end
