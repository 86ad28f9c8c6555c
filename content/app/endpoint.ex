defmodule VideosWeb.Endpoint do
  use Phoenix.Endpoint, otp_app: :videos

  socket "/socket", VideosWeb.UserSocket, websocket: true
end
