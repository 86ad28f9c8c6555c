import type { FrameData } from "../protocol/message.ts";
import type { CloseCause } from "../trace/event.ts";
import type { ClientId, ConnectionId } from "../trace/ids.ts";

/** The server's hold on one connection. */
export interface Wire {
  readonly id: ConnectionId;
  readonly client: ClientId;
  sendDown(data: FrameData): void;
  /** Sends a close frame and lets go. */
  closeDown(code: number): void;
  /** Lets go without a close frame, as when the operating system cleans up after a killed program. */
  abortDown(why: CloseCause): void;
}
