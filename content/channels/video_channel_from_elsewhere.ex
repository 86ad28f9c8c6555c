defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias Phoenix.Socket.Broadcast

  @impl true
  def join("videos:" <> _id, _params, socket) do
    VideosWeb.Endpoint.subscribe("announcements")
    send(self(), :after_join)
    {:ok, socket}
  end

  @impl true
  def handle_info(:after_join, socket) do
    push(socket, "welcome", %{user: socket.assigns.user})
    Process.send_after(self(), :pause, 5_000)
    {:noreply, socket}
  end

  def handle_info(:pause, socket) do
    push(socket, "pause", %{text: "You have been watching for a while."})
    {:noreply, socket}
  end

  def handle_info(%Broadcast{event: "notice", payload: payload}, socket) do
    push(socket, "notice", payload)
    {:noreply, socket}
  end
end
