import type { Run } from "../run.ts";

/**
 * What a run's console or log says first of code that threw, as a sentence; nothing when no code of a file did. A process
 * that is made to crash names no line of one.
 */
export function errorTold(run: Run): readonly string[] {
  const inPage = run.console?.find(({ level, line }) => level === "error" && line !== null);
  if (inPage !== undefined) return [`The page's console has: ${inPage.text} (line ${inPage.line}).`];
  for (const event of run.events) {
    if (event.kind !== "logged" || event.level !== "error") continue;
    const [, line] = /^\s*content\/channels\/\S+\.ex:(\d+):/m.exec(event.text) ?? [];
    if (line === undefined) continue;
    const [first = ""] = event.text.split("\n");
    return [`The server's log has: ${first.replace(/\.? Did you mean.*$/, "")} (line ${line}).`];
  }
  return [];
}
