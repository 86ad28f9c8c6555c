import type { PageProgramName } from "./scenario-cast.ts";

/** The program of a page, from the project's folder. */
export function pagePath(name: PageProgramName): string {
  return `content/pages/${name}.js`;
}

/** The text without the comments that are for the type checker: readers write plain JavaScript. */
export function withoutTypes(text: string): string {
  return text
    .replace(
      /^[ \t]*\/\*\*(?:[ \t]*@(?:import|type|param)[^\n]*\*\/|(?:\n[ \t]*\*[ \t]*@param[^\n]*)+\n[ \t]*\*\/)[ \t]*\n/gm,
      "",
    )
    .replace(/^\n+/, "");
}
