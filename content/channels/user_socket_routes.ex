defmodule VideosWeb.UserSocket do
  use Phoenix.Socket

  channel "lobby", VideosWeb.LobbyChannel
  channel "videos:*", VideosWeb.VideoChannel

  @impl true
  def connect(_params, socket, _connect_info), do: {:ok, socket}

  @impl true
  def id(_socket), do: nil
end
