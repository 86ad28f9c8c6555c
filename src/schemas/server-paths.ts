import type { ServerFileName } from "./scenario-cast.ts";

/** The application around a scenario's own modules. */
const APP_FILES = ["annotations", "application", "endpoint"];

/** A scenario's own module, from the project's folder. */
export function channelPath(name: ServerFileName): string {
  return `content/channels/${name}.ex`;
}

/** The files that make a whole server, from the project's folder, for these modules of a scenario. */
export function serverPaths(names: readonly ServerFileName[]): readonly string[] {
  return [...APP_FILES.map((name) => `content/app/${name}.ex`), ...names.map(channelPath)];
}
