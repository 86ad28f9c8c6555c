import { addCompiled, type CompiledModules } from "../elixir/compiled-module.ts";
import { ElixirApp } from "../elixir/elixir-app.ts";
import { Program } from "../elixir/program.ts";
import { systemModule, systemNamed } from "../elixir/system-on-demand.ts";
import type { ServerCode } from "../schemas/scenario.ts";
import { VIDEOS_REPO } from "./videos-repo.ts";

/** Apps by their code: acting in a run makes new worlds of the same app. */
const apps = new Map<string, ElixirApp>();
const MAX_APPS = 32;

/** The app in the code that `compileServer` made. Throws `NotLoaded` for what it names of the library. */
export function appOf({ js, library }: ServerCode): ElixirApp {
  const made = apps.get(js);
  if (made !== undefined) return made;
  const program = new Program([...systemNamed(library), VIDEOS_REPO], systemModule);
  addCompiled(program, new Function("$", js) as CompiledModules); // `compileServer` writes such a function's body
  const app = new ElixirApp(program);
  if (apps.size >= MAX_APPS) apps.clear();
  apps.set(js, app);
  return app;
}
