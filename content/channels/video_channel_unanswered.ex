defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias Videos.Annotations

  @impl true
  def join("videos:" <> _id, _params, socket), do: {:ok, socket}

  @impl true
  def handle_in("new_annotation", %{"body" => body, "at" => at}, socket) do
    attrs = %{user: socket.assigns.user, body: body, at: at}
    annotation = Annotations.create!(socket.topic, attrs)
    broadcast_from!(socket, "new_annotation", annotation)
    {:noreply, socket}
  end
end
