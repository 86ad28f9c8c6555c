import type { ServerFileName } from "./scenario-cast.ts";

/** The application around a scenario's own modules; with `presence` among them it starts that, too. */
function appFiles(names: readonly ServerFileName[]): readonly string[] {
  return [
    "annotations",
    names.includes("presence") ? "application_with_presence" : "application",
    "endpoint",
  ];
}

/** A scenario's own module, from the project's folder. */
export function channelPath(name: ServerFileName): string {
  return `content/channels/${name}.ex`;
}

/** The files that make a whole server, from the project's folder, for these modules of a scenario. */
export function serverPaths(names: readonly ServerFileName[]): readonly string[] {
  return [...appFiles(names).map((name) => `content/app/${name}.ex`), ...names.map(channelPath)];
}
