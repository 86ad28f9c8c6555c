defmodule VideosWeb.LobbyChannel do
  use Phoenix.Channel

  @impl true
  def join("lobby", _params, socket), do: {:ok, socket}
end
