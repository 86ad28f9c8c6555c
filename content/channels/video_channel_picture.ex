defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel

  @impl true
  def join("videos:" <> _id, _params, socket), do: {:ok, socket}

  @impl true
  def handle_in("picture", {:binary, data}, socket) do
    broadcast_from!(socket, "picture", {:binary, data})
    {:reply, {:ok, %{bytes: byte_size(data)}}, socket}
  end
end
