import { Later } from "../loading/later.ts";

const OFFICIAL = new Later(() => import("./official-long-poll.ts"));

/**
 * What the official client's `socket.js` gets as `./longpoll` in the worker of a page (components/client-plugin.ts): the
 * client's transport for a network without WebSockets. It asks only whether its transport is this class, and makes one if
 * a page told it to fall back (`longPollFallbackMs`), which no page of the site does. Who makes one gets the official one.
 */
export default class LongPoll {
  constructor(...args: readonly unknown[]) {
    // biome-ignore lint/correctness/noConstructorReturn: the client must get what it asked for
    return Reflect.construct(OFFICIAL.now.OfficialLongPoll, args) as LongPoll;
  }
}
