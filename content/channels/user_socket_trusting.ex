defmodule VideosWeb.UserSocket do
  use Phoenix.Socket

  channel "videos:*", VideosWeb.VideoChannel

  @impl true
  def connect(params, socket, _connect_info) do
    {:ok, assign(socket, :user, params["token"])}
  end

  @impl true
  def id(socket), do: "users_socket:#{socket.assigns.user}"
end
