defmodule Videos.Application do
  use Application

  @impl true
  def start(_type, _args) do
    children = [{Phoenix.PubSub, name: Videos.PubSub}, VideosWeb.Presence, VideosWeb.Endpoint]
    Supervisor.start_link(children, strategy: :one_for_one, name: Videos.Supervisor)
  end
end
