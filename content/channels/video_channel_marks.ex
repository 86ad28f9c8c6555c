defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel

  @impl true
  def join("videos:" <> _id, _params, socket) do
    {:ok, assign(socket, :marks, [])}
  end

  @impl true
  def handle_in("mark", %{"second" => second}, socket) do
    marks = [second | socket.assigns.marks]
    push(socket, "marks", %{marks: marks})
    {:noreply, assign(socket, :marks, marks)}
  end
end
