import { OfficialSocket } from "./official.ts";
import { OfficialLongPoll } from "./official-long-poll.ts";
import { OfficialPresence } from "./official-presence.ts";

/**
 * What every object that the official client gives to a page inherits from, whichever page it is: who would change it
 * changed it for all of them (phoenix 1.8.16: socket, channel, push, timer, presence, and the transport that it falls
 * back to).
 */
export function sharedPrototypes(): readonly object[] {
  const socket = new OfficialSocket("", { transport: class {} as new (endpoint: string) => object }); // it connects to nothing
  const channel = socket.channel("");
  const values = [socket, channel].flatMap((one) => [one, ...Object.values(one)]);
  const found = new Set<object>([OfficialLongPoll.prototype, OfficialPresence.prototype]);
  for (const value of values) {
    if (typeof value !== "object" || value === null) continue;
    const prototype: object | null = Object.getPrototypeOf(value);
    // Those of plain objects and lists are the language's.
    if (prototype !== null && prototype !== Object.prototype && prototype !== Array.prototype)
      found.add(prototype);
  }
  return [...found];
}
