/**
 * The traces that the simulator deliberately does not reproduce, by name, each with its reason. The only
 * reason allowed is that the thing lies beneath a browser's WebSocket API, so that no page could do or see
 * it. What is merely not done yet does not belong here: it fails.
 */
export const SKIPPED: ReadonlyMap<string, string> = new Map<string, string>([]);
