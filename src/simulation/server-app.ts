import { addCompiled, type CompiledModules } from "../elixir/compiled-module.ts";
import { ElixirApp } from "../elixir/elixir-app.ts";
import type { NativeModule } from "../elixir/native.ts";
import { Program } from "../elixir/program.ts";
import { systemNamed } from "../elixir/system-on-demand.ts";
import type { ServerCode } from "../schemas/scenario.ts";
import { VIDEOS_REPO } from "./videos-repo.ts";

/** What is loaded of the library that the server's Elixir calls. */
const loaded = new Set<NativeModule>([VIDEOS_REPO]);

/** Apps by their code: acting in a run makes new worlds of the same app. */
const apps = new Map<string, ElixirApp>();
const MAX_APPS = 32;

/** Makes modules of the library known; those of Node's programs are all there from the start. */
export function provide(modules: readonly NativeModule[]): void {
  for (const module of modules) loaded.add(module);
}

/** Loads what servers call, once; to be waited for before one of them is run on a page. */
export async function loadLibrary(servers: readonly WithServer[]): Promise<void> {
  const codes = servers.flatMap(({ serverCode }) => serverCode ?? []);
  const names = new Set(codes.flatMap(({ library }) => library));
  if (codes.length > 0) provide(await systemNamed([...names]));
}

/** A variant of a scenario, or an option of an exercise. */
type WithServer = { readonly serverCode?: ServerCode };

/** The app in the code that `compileServer` made. Its library must be loaded. */
export function appOf({ js }: ServerCode): ElixirApp {
  const known = apps.get(js);
  if (known !== undefined) return known;
  const program = new Program([...loaded]);
  addCompiled(program, new Function("$", js) as CompiledModules); // `compileServer` writes such a function's body
  const app = new ElixirApp(program);
  if (apps.size >= MAX_APPS) apps.clear();
  apps.set(js, app);
  return app;
}
