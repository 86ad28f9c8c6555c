defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias Videos.Annotations

  @impl true
  def join("videos:" <> _id, _params, socket), do: {:ok, socket}

  @impl true
  def handle_in("picture", {:binary, data}, socket) do
    broadcast_from!(socket, "picture", {:binary, data})
    {:reply, :ok, socket}
  end

  def handle_in("picture", %{"base64" => _} = picture, socket) do
    broadcast_from!(socket, "picture", picture)
    {:reply, :ok, socket}
  end

  def handle_in("new_annotation", %{"body" => body}, socket) do
    annotation =
      Annotations.create!(socket.topic, %{user: socket.assigns.user, body: body, at: 0})

    broadcast!(socket, "new_annotation", annotation)
    {:reply, :ok, socket}
  end
end
