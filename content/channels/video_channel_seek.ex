defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias Videos.Annotations

  @impl true
  def join("videos:" <> _id, _params, socket), do: {:ok, assign(socket, :at, 0)}

  @impl true
  def handle_in("seek", %{"at" => at}, socket) when is_integer(at) do
    {:noreply, assign(socket, :at, at)}
  end

  def handle_in("new_annotation", %{"body" => body}, socket) do
    %{user: user, at: at} = socket.assigns
    annotation = Annotations.create!(socket.topic, %{user: user, body: body, at: at})
    broadcast!(socket, "new_annotation", annotation)
    {:reply, :ok, socket}
  end
end
