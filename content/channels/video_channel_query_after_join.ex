defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias Videos.Annotations

  @impl true
  def join("videos:" <> _id, params, socket) do
    send(self(), {:after_join, params["last_seen_id"] || 0})
    {:ok, socket}
  end

  # Phoenix subscribes this process between join/3 and here: what is stored from
  # now on comes as a broadcast, what was stored before is found by the query.
  @impl true
  def handle_info({:after_join, last_seen_id}, socket) do
    newer = Annotations.list_newer_than(socket.topic, last_seen_id)
    push(socket, "catch_up", %{annotations: newer})
    {:noreply, socket}
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
