defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel

  @impl true
  def join("videos:" <> id, _params, socket), do: {:ok, assign(socket, :video_id, id)}

  @impl true
  def handle_in("new_annotation", %{"body" => body}, socket) do
    broadcast!(socket, "new_annotation", %{body: body})
    {:reply, :ok, socket}
  end
end
