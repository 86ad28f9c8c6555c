defmodule Videos.Annotations do
  @moduledoc "What viewers write on videos, each under its topic. Ids count from 1 on every topic."
  alias Videos.Repo

  @doc "Stores an annotation under the next id of its topic."
  def create!(topic, %{user: _, body: _, at: _} = attrs), do: Repo.insert!("annotations", topic, attrs)

  @doc "Annotations with an id above `last_id`, oldest first."
  def list_newer_than(topic, last_id), do: Repo.newer_than("annotations", topic, last_id)

  @doc "The annotation of the topic that was stored with this `key`; `nil` when there is none."
  def get_by_key(topic, key), do: Repo.get_by("annotations", topic, key: key)
end
