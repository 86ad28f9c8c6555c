defmodule VideosWeb.Endpoint do
  use Phoenix.Endpoint, otp_app: :videos

  socket "/socket", VideosWeb.UserSocket, websocket: true, auth_token: true
end
