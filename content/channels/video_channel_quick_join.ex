defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel

  @impl true
  def join("videos:" <> id, _params, socket) do
    send(self(), {:after_join, id})
    {:ok, socket}
  end

  @impl true
  def handle_info({:after_join, id}, socket) do
    push(socket, "subtitles", %{subtitles: subtitles(id)})
    {:noreply, socket}
  end

  @impl true
  def handle_in("rename", %{"title" => title}, socket) do
    {:reply, {:ok, %{title: title}}, socket}
  end

  # Stands for a request to another service, which takes its time for video 2.
  defp subtitles("2") do
    Process.sleep(4_000)
    "In this video"
  end

  defp subtitles(_id), do: "Welcome"
end
