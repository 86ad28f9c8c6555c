defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel

  @impl true
  def join("videos:" <> _id, _params, socket) do
    VideosWeb.Endpoint.subscribe("announcements")
    {:ok, socket}
  end
end
