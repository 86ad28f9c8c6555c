defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias Videos.Annotations

  @impl true
  def join("videos:" <> _id, _params, socket) do
    send(self(), {:countdown, 3})
    {:ok, socket}
  end

  @impl true
  def handle_in("new_annotation", %{"body" => body}, socket) do
    Annotations.create!(socket.topic, %{
      user: socket.assigns.user,
      body: body,
      at: 0
    })

    {:noreply, socket}
  end

  @impl true
  def handle_info({:countdown, 0}, socket) do
    push(socket, "begin", %{title: "What a process is"})
    {:noreply, socket}
  end

  def handle_info({:countdown, seconds}, socket) do
    push(socket, "countdown", %{seconds: seconds})
    Process.send_after(self(), {:countdown, seconds - 1}, 1_000)
    {:noreply, socket}
  end
end
