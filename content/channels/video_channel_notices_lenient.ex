defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias Phoenix.Socket.Broadcast

  @impl true
  def join("videos:" <> _id, _params, socket) do
    VideosWeb.Endpoint.subscribe("announcements")
    {:ok, socket}
  end

  @impl true
  def handle_info(%Broadcast{event: "notice", payload: payload}, socket) do
    push(socket, "notice", payload)
    {:noreply, socket}
  end

  # Whatever else comes is not for us.
  def handle_info(_message, socket), do: {:noreply, socket}
end
