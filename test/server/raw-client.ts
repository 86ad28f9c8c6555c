import { GOLDEN_SALT, GOLDEN_SECRET, GoldenApplication } from "../../src/apps/golden/application.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import type { FrameData } from "../../src/protocol/message.ts";
import { text } from "../../src/server/term.ts";
import { signToken } from "../../src/server/token.ts";
import "../../src/simulation/whole.ts";
import type { ClientId, ConnectionId } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";

const WALL_CLOCK = 1_795_484_880;

/** The recorded application on a server of its own, and clients that speak raw frames to it. */
export function serverWithClients() {
  const log = new MemoryLog();
  const kernel = new Kernel(1, log);
  const app = new GoldenApplication(kernel, WALL_CLOCK);
  let lastConnection = 0;

  /** A client as `user`, or the status of its refusal. */
  function connect(user: string, { path = "/socket", vsn = "2.0.0" } = {}) {
    const seen: (FrameData | number)[] = [];
    lastConnection += 1;
    const wire = {
      id: lastConnection as ConnectionId, // ids have no other source in a test
      client: user as ClientId,
      sendDown: (data: FrameData) => seen.push(data),
      closeDown: (code: number) => seen.push(code),
      abortDown: () => seen.push(1006),
    };
    const token = signToken(GOLDEN_SECRET, GOLDEN_SALT, text(user), { nowMs: WALL_CLOCK * 1000 });
    const answer = app.endpoint.upgrade(`${path}/websocket?token=${token}&vsn=${vsn}`, wire);
    if ("status" in answer) throw new Error(`refused with ${answer.status}`);
    kernel.runUntil(kernel.nowMs);
    return {
      ...answer,
      /** Sends frames in one go, and gives what came back at once: text, bytes, or the code of a close. */
      say(...frames: readonly FrameData[]) {
        answer.received(frames);
        kernel.runUntil(kernel.nowMs);
        return seen.splice(0);
      },
      /** What has come since the last time, by so many milliseconds from now. */
      hear(delayMs = 0) {
        kernel.runUntil(kernel.nowMs + delayMs);
        return seen.splice(0);
      },
    };
  }
  return { log, kernel, app, connect };
}

/** A join of `topic` as the client's frame. */
export function join(topic: string, ref = "1"): string {
  return JSON.stringify([ref, ref, topic, "phx_join", {}]);
}

export function push(topic: string, ref: string | null, event: string, payload: unknown = {}): string {
  return JSON.stringify(["1", ref, topic, event, payload]);
}

/** The server's reply to `ref`. */
export function replied(topic: string, ref: string | null, response: unknown = {}, status = "ok"): string {
  return JSON.stringify(["1", ref, topic, "phx_reply", { response, status }]);
}

export function crashed(topic: string): string {
  return JSON.stringify(["1", "1", topic, "phx_error", { reason: "channel_crash" }]);
}
