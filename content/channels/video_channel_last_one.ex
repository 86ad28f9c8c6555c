defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias Videos.Annotations

  @impl true
  def join("videos:" <> _id, _params, socket) do
    send(self(), :after_join)
    {:ok, socket}
  end

  @impl true
  def handle_info(:after_join, socket) do
    %{body: body} = socket.topic |> Annotations.list_newer_than(0) |> List.last()
    push(socket, "latest", %{body: body})
    {:noreply, socket}
  end
end
