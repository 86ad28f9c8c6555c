defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias Videos.Annotations

  @impl true
  def join("videos:" <> _id = topic, _params, socket) do
    %{body: body} = topic |> Annotations.list_newer_than(0) |> List.last()
    {:ok, %{latest: body}, socket}
  end
end
