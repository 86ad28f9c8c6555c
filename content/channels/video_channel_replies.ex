defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  alias Videos.Annotations

  @impl true
  def join("videos:" <> _id, _params, socket), do: {:ok, socket}

  @impl true
  def handle_in("typing", _params, socket) do
    broadcast_from!(socket, "typing", %{user: socket.assigns.user})
    {:noreply, socket}
  end

  def handle_in("new_annotation", %{"body" => ""}, socket) do
    {:reply, {:error, %{reason: "there is no text"}}, socket}
  end

  def handle_in("new_annotation", %{"body" => body, "at" => at}, socket) do
    attrs = %{user: socket.assigns.user, body: body, at: at}
    annotation = Annotations.create!(socket.topic, attrs)
    broadcast_from!(socket, "new_annotation", annotation)
    {:reply, {:ok, annotation}, socket}
  end
end
