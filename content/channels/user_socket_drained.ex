defmodule VideosWeb.UserSocket do
  # One at a time, so that three viewers show it.
  use Phoenix.Socket, drainer: [batch_size: 1, batch_interval: 500]

  channel "videos:*", VideosWeb.VideoChannel

  # In seconds: a day.
  @max_age 86_400

  @impl true
  def connect(%{"token" => token}, socket, _connect_info) do
    case Phoenix.Token.verify(socket, "user socket", token, max_age: @max_age) do
      {:ok, user} -> {:ok, assign(socket, :user, user)}
      {:error, _reason} -> :error
    end
  end

  def connect(_params, _socket, _connect_info), do: :error

  @impl true
  def id(socket), do: "users_socket:#{socket.assigns.user}"
end
