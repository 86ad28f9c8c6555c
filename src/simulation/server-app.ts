import { addCompiled, type CompiledModules } from "../elixir/compiled-module.ts";
import { ElixirApp } from "../elixir/elixir-app.ts";
import { Program } from "../elixir/program.ts";
import { SYSTEM_LIBRARY } from "../elixir/system-library.ts";
import { VIDEOS_REPO } from "./videos-repo.ts";

/** What the server's Elixir can call. */
export const SERVER_LIBRARY = [...SYSTEM_LIBRARY, VIDEOS_REPO];

/** Apps by their code: acting in a run makes new worlds of the same app. */
const apps = new Map<string, ElixirApp>();
const MAX_APPS = 32;

/** The app in the code that `compileServer` made. */
export function appOf(serverCode: string): ElixirApp {
  const known = apps.get(serverCode);
  if (known !== undefined) return known;
  const program = new Program(SERVER_LIBRARY);
  addCompiled(program, new Function("$", serverCode) as CompiledModules); // `compileServer` writes such a function's body
  const app = new ElixirApp(program);
  if (apps.size >= MAX_APPS) apps.clear();
  apps.set(serverCode, app);
  return app;
}
