defmodule VideosWeb.Presence do
  use Phoenix.Presence, otp_app: :videos, pubsub_server: Videos.PubSub
end
