defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel

  @impl true
  def join("videos:" <> _id, _params, socket), do: {:ok, socket}

  @impl true
  def handle_in("export", _params, socket) do
    {:reply, {:ok, export(socket.topic)}, socket}
  end

  def handle_in("rename", %{"title" => title}, socket) do
    {:reply, {:ok, %{title: title}}, socket}
  end

  # Stands for work that takes its time.
  defp export(topic) do
    Process.sleep(4_000)
    %{file: topic <> ".pdf"}
  end
end
