import type { JsonObject } from "../../protocol/json.ts";
import type { FrameData } from "../../protocol/message.ts";

/** A golden trace: what a real client and a real server said to each other (golden/README.md). */
export type Recording = {
  readonly name: string;
  readonly lines: readonly RecordedLine[];
  /** Unix seconds at the recording's time 0; null when no line tells. */
  readonly wallClockAtStart: number | null;
};

type Place = {
  /** In the file, counted from 1. */
  readonly line: number;
  /** Since the recording began, in real milliseconds. */
  readonly atMs: number;
};

export type RecordedLine = ClientLine | ServerLine | ControlLine | NoteLine;
export type ClientLine = Place & {
  readonly from: "client";
  readonly client: string;
  readonly act: ClientAct;
};
export type ServerLine = Place & {
  readonly from: "server";
  readonly client: string;
  readonly sign: ServerSign;
};
export type ControlLine = Place & {
  readonly from: "control";
  readonly act: ControlAct;
  /** The HTTP request, such as `POST /ctl/reset`; null for a signal. */
  readonly request: string | null;
};
export type NoteLine = Place & { readonly from: "note"; readonly text: string };

/** What a client did. */
export type ClientAct =
  | { readonly is: "open"; readonly url: string }
  | { readonly is: "frame"; readonly data: FrameData }
  | { readonly is: "ping"; readonly data: string }
  /** `code` null: the close frame carried none. */
  | { readonly is: "close"; readonly code: number | null }
  /** TCP torn down without a close frame. */
  | { readonly is: "cut" };

/** What a client saw of the server. */
export type ServerSign =
  | { readonly is: "opened"; readonly status: number }
  | { readonly is: "refused"; readonly status: number }
  | { readonly is: "frame"; readonly data: FrameData }
  | { readonly is: "pong"; readonly data: string }
  /** 1006 is no close frame: the connection ended, or never began, without one. */
  | { readonly is: "closed"; readonly code: number; readonly reason: string };

/** What was done to the server past its sockets (golden/app/control.ex), or to its operating system process. */
export type ControlAct =
  | { readonly is: "broadcast"; readonly topic: string; readonly event: string; readonly payload: JsonObject }
  | { readonly is: "annotate"; readonly topic: string; readonly user: string; readonly body: string }
  | { readonly is: "reset" }
  /** Something that only the recorded application itself can do. */
  | { readonly is: "own" }
  /** Asked for something that changes nothing on the server. */
  | { readonly is: "look" }
  | { readonly is: "stop"; readonly how: "graceful" | "kill"; readonly afterMs: number };

/** A file that is not a golden trace. */
export class BadRecording extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}
