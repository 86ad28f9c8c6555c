defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias Videos.Annotations

  @impl true
  def join("videos:" <> _id = topic, params, socket) do
    newer = Annotations.list_newer_than(topic, params["last_seen_id"] || 0)
    {:ok, %{annotations: newer}, socket}
  end

  @impl true
  def handle_in("new_annotation", %{"body" => body} = params, socket) do
    annotation =
      Annotations.create!(socket.topic, %{
        user: socket.assigns.user,
        body: body,
        at: params["at"] || 0
      })

    broadcast!(socket, "new_annotation", annotation)
    {:reply, :ok, socket}
  end
end
