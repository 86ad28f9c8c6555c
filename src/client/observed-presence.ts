import type { ClientBook } from "./client-book.ts";
import type { PresenceInternals } from "./internals.ts";
import { OfficialPresence } from "./official-presence.ts";

/**
 * The class that a page's program calls `Presence`: the official one, of which is known what the page has made. Few pages
 * ask for it.
 */
export function observedPresence(book: ClientBook): typeof OfficialPresence {
  return class Presence extends OfficialPresence {
    constructor(...args: ConstructorParameters<typeof OfficialPresence>) {
      super(...args);
      book.presences.push(this as unknown as PresenceInternals); // see internals.ts
    }
  };
}
