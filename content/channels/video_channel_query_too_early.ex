defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias Videos.Annotations

  @impl true
  def join("videos:" <> _id = topic, params, socket) do
    newer = Annotations.list_newer_than(topic, params["last_seen_id"] || 0)
    # Stands for whatever else a join has to do.
    Process.sleep(300)
    {:ok, %{annotations: newer}, socket}
  end

  @impl true
  def handle_in("new_annotation", %{"body" => body, "at" => at}, socket) do
    attrs = %{user: socket.assigns.user, body: body, at: at}
    annotation = Annotations.create!(socket.topic, attrs)
    broadcast!(socket, "new_annotation", annotation)
    {:reply, :ok, socket}
  end
end
