defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias Videos.Annotations

  @impl true
  def join("videos:" <> _id, _params, socket), do: {:ok, assign(socket, :muted, [])}

  @impl true
  def handle_in("mute", %{"user" => user}, socket) do
    {:reply, :ok, assign(socket, :muted, [user | socket.assigns.muted])}
  end

  def handle_in("new_annotation", %{"body" => body, "at" => at}, socket) do
    attrs = %{user: socket.assigns.user, body: body, at: at}
    annotation = Annotations.create!(socket.topic, attrs)
    broadcast!(socket, "new_annotation", annotation)
    {:reply, :ok, socket}
  end
end
