import type { ServerRoutine } from "./mail.ts";
import type { MapTerm, Term } from "./term.ts";

/**
 * A module that does `use Phoenix.Presence`: the callbacks that it may define (phoenix 1.8.12,
 * lib/phoenix/presence.ex). They crash by throwing `Raised`.
 */
export interface PresenceModule {
  /** As Elixir names it, for example `VideosWeb.Presence`. */
  readonly name: string;
  /**
   * `fetch/2`: adds to `%{key => %{metas: […]}}` what an app knows of its users. For a list it runs in the
   * process that asks; for a diff in a task of its own, so that a slow one holds up diffs but not the tracker.
   */
  fetch?(topic: string, presences: MapTerm): ServerRoutine<Term>;
  /** `init/1` and `handle_metas/4`, which run in the tracker's process; one is not defined without the other. */
  readonly metasHandler?: MetasHandler;
}

export interface MetasHandler {
  /** The state that `init/1` returns. */
  init(): ServerRoutine<Term>;
  /**
   * `diff` is `%{joins: …, leaves: …}`, `presences` is `%{key => metas}` of everyone now on the topic. Returns
   * the new state.
   */
  handleMetas(topic: string, diff: MapTerm, presences: MapTerm, state: Term): ServerRoutine<Term>;
}
