import { GOLDEN_SECRET, GoldenApplication } from "../../apps/golden/application.ts";
import type { ElixirApp } from "../../elixir/elixir-app.ts";
import { Kernel } from "../../kernel/kernel.ts";
import type { FrameData } from "../../protocol/message.ts";
import type { Accepted, Endpoint } from "../../server/endpoint.ts";
import type { Wire } from "../../server/wire.ts";
import type { ClientId, ConnectionId } from "../../trace/ids.ts";
import { CountingLog } from "../../trace/log.ts";
import type { ClientLine, ControlLine, Recording, ServerLine, ServerSign } from "./recording.ts";

/** What the simulated server showed to a client, and when. */
export type Received = { readonly atMs: number; readonly sign: ServerSign };

/** How far a frame may come from its recorded moment, in milliseconds (golden/README.md). */
export const TOLERANCE_MS = 60;
/** How long after the last line a frame too many is still waited for, in virtual milliseconds. */
const AFTERMATH_MS = 250;
/** Client frames so close together were read from the TCP socket in one go, in milliseconds. */
const SEGMENT_MS = 1;
/** The recorder starts a stopped server again by itself and leaves only this remark. */
const SERVER_BACK = /^server back\b/;

/** The application that was recorded. */
export interface RecordedApplication {
  readonly endpoint: Endpoint;
  /** `POST /ctl/reset` */
  reset(): void;
  /** `POST /ctl/annotate` */
  annotate(topic: string, user: string, body: string): void;
  /** Has a recorded request answered by routes of the application's own; false when it has none for it. */
  request?(request: string): boolean;
}

/** Starts it; `wallClockAtStart` is Unix seconds at virtual time 0. */
export type StartApplication = (kernel: Kernel, wallClockAtStart: number) => RecordedApplication;

/** The golden application with its modules in TypeScript. */
export const startGolden: StartApplication = (kernel, wallClockAtStart) =>
  new GoldenApplication(kernel, wallClockAtStart);

/** An application in Elixir. Its tokens must have been signed with the golden application's secret. */
export function startElixir(app: ElixirApp): StartApplication {
  return (kernel, wallClockAtStart) => {
    const running = app.start(kernel, wallClockAtStart, { secretKeyBase: GOLDEN_SECRET });
    return {
      endpoint: running.endpoint,
      reset() {},
      annotate() {
        throw new Error("the application has no route for /ctl/annotate");
      },
      request(request) {
        const [method = "", url = ""] = request.split(" ");
        return running.request(method, url);
      },
    };
  };
}

/** Plays the client's side of a recording against a fresh server and gives what each client saw. */
export function replay(
  recording: Recording,
  start: StartApplication = startGolden,
): ReadonlyMap<string, readonly Received[]> {
  return new Replay(recording, start).run();
}

class Replay {
  readonly #recording: Recording;
  readonly #kernel = new Kernel(0, new CountingLog());
  readonly #received = new Map<string, Received[]>();
  readonly #connections = new Map<string, { wire: ReplayWire; server: Accepted }>();
  readonly #awaited = new Map<string, number>();
  #awaitedUntilMs = 0;
  #lastConnection = 0;
  readonly #startApplication: StartApplication;
  #app: RecordedApplication;

  constructor(recording: Recording, start: StartApplication) {
    this.#recording = recording;
    this.#startApplication = start;
    this.#app = this.#start();
  }

  run(): ReadonlyMap<string, readonly Received[]> {
    const { lines } = this.#recording;
    let burst: ClientLine[] = [];
    for (const line of lines) {
      if (line.from === "client") {
        burst.push(line);
        continue;
      }
      if (line.from === "note" && !SERVER_BACK.test(line.text)) continue;
      this.#send(burst);
      burst = [];
      switch (line.from) {
        case "server":
          this.#await(line);
          break;
        case "control":
          this.#goOnTo(line.atMs);
          this.#control(line);
          break;
        case "note":
          this.#goOnTo(line.atMs);
          this.#app = this.#start();
          break;
      }
    }
    this.#send(burst);
    this.#goOnTo(lines.at(-1)?.atMs ?? 0);
    this.#kernel.runUntil(this.#kernel.nowMs + AFTERMATH_MS);
    return this.#received;
  }

  #start(): RecordedApplication {
    // Without an answer that is dated no token was looked at.
    return this.#startApplication(this.#kernel, this.#recording.wallClockAtStart ?? 0);
  }

  #await({ client, atMs }: ServerLine): void {
    this.#awaited.set(client, (this.#awaited.get(client) ?? 0) + 1);
    this.#awaitedUntilMs = Math.max(this.#awaitedUntilMs, atMs + TOLERANCE_MS);
  }

  // Time passes as it did in the recording; and what stands before a line has come before it is acted upon.
  #goOnTo(atMs: number): void {
    const { nowMs } = this.#kernel;
    if (atMs > nowMs) this.#kernel.runUntil(atMs);
    while (
      this.#isWaiting() &&
      (this.#kernel.nextTimeMs ?? Number.POSITIVE_INFINITY) <= this.#awaitedUntilMs
    ) {
      this.#kernel.step();
    }
  }

  #isWaiting(): boolean {
    for (const [client, count] of this.#awaited) {
      if ((this.#received.get(client)?.length ?? 0) < count) return true;
    }
    return false;
  }

  #send(burst: readonly ClientLine[]): void {
    for (const segment of segmentsOf(burst)) {
      const [first] = segment;
      if (first === undefined) continue;
      this.#goOnTo(first.atMs);
      if (first.act.is === "open") this.#open(first.client, first.act.url);
      else this.#deliver(first.client, segment);
    }
  }

  #open(client: string, url: string): void {
    if (!this.#app.endpoint.listening) {
      this.#see(client, { is: "closed", code: 1006, reason: "" });
      return;
    }
    this.#lastConnection += 1;
    const wire = new ReplayWire(this.#lastConnection, client, (sign) => this.#see(client, sign));
    const answer = this.#app.endpoint.upgrade(url, wire);
    if ("status" in answer) {
      this.#see(client, { is: "refused", status: answer.status });
      // `A#2` was recorded at the official client's WebSocket, to which a refusal is a close event besides.
      if (client.includes("#")) this.#see(client, { is: "closed", code: 1006, reason: "" });
      return;
    }
    this.#see(client, { is: "opened", status: 101 });
    this.#connections.set(client, { wire, server: answer });
  }

  #deliver(client: string, segment: readonly ClientLine[]): void {
    const connection = this.#connections.get(client);
    // Nobody reads what is written to a connection that has ended.
    if (connection === undefined || connection.wire.ended) return;
    const { wire, server } = connection;
    let frames: FrameData[] = [];
    const flush = () => {
      if (frames.length > 0) server.received(frames);
      frames = [];
    };
    for (const { act } of segment) {
      if (act.is === "frame") {
        frames.push(act.data);
        continue;
      }
      flush();
      if (act.is === "ping") server.pinged(() => wire.pong(act.data));
      else if (act.is === "close") server.closeReceived(act.code);
      else if (act.is === "cut") {
        wire.cut();
        server.lost();
      }
    }
    flush();
  }

  #control({ act, request }: ControlLine): void {
    const { endpoint } = this.#app;
    const answered = () => request !== null && this.#app.request?.(request) === true;
    switch (act.is) {
      case "broadcast":
        if (!answered()) endpoint.broadcast(act.topic, act.event, act.payload);
        return;
      case "annotate":
        if (!answered()) this.#app.annotate(act.topic, act.user, act.body);
        return;
      case "own":
        if (!answered()) throw new Error(`the application has no route for ${request}`);
        return;
      case "reset":
        if (this.#app.request === undefined) this.#app.reset();
        // While clients are connected only the application itself can tell what a reset leaves alone.
        else if (endpoint.connections === 0 || !answered()) this.#startAfresh();
        return;
      case "look":
        return;
      case "stop":
        this.#kernel.after(act.afterMs, () => endpoint.stop(act.how, () => {}));
        return;
    }
  }

  #startAfresh(): void {
    this.#app.endpoint.stop("kill", () => {});
    this.#app = this.#start();
  }

  #see(client: string, sign: ServerSign): void {
    const received = this.#received.get(client) ?? [];
    received.push({ atMs: this.#kernel.nowMs, sign });
    this.#received.set(client, received);
  }
}

/** A connection without a network: what the server sends is there at once. */
class ReplayWire implements Wire {
  readonly id: ConnectionId;
  readonly client: ClientId;
  readonly #see: (sign: ServerSign) => void;
  ended = false;

  constructor(id: number, client: string, see: (sign: ServerSign) => void) {
    this.id = id as ConnectionId; // the one place where the replay makes connection ids
    this.client = client as ClientId; // and client ids
    this.#see = see;
  }

  sendDown(data: FrameData): void {
    if (!this.ended) this.#see({ is: "frame", data });
  }

  pong(data: string): void {
    if (!this.ended) this.#see({ is: "pong", data });
  }

  closeDown(code: number): void {
    this.#end(code);
  }

  abortDown(): void {
    this.#end(1006);
  }

  /** The client tears TCP down: its own end reports 1006, and whatever the server sends reaches nobody. */
  cut(): void {
    this.#end(1006);
  }

  #end(code: number): void {
    if (this.ended) return;
    this.ended = true;
    this.#see({ is: "closed", code, reason: "" });
  }
}

/** Groups a client's acts that were read in one go; acts of different clients keep their order otherwise. */
function segmentsOf(burst: readonly ClientLine[]): readonly (readonly ClientLine[])[] {
  const segments: ClientLine[][] = [];
  const latest = new Map<string, ClientLine[]>();
  for (const line of burst) {
    const segment = latest.get(line.client);
    const last = segment?.at(-1);
    // Recorded moments have a tenth of a millisecond; the rest is rounding.
    const isClose = last !== undefined && line.atMs - last.atMs <= SEGMENT_MS + 0.01;
    if (segment !== undefined && isClose && line.act.is !== "open" && last.act.is !== "open") {
      segment.push(line);
    } else {
      const opened = [line];
      segments.push(opened);
      latest.set(line.client, opened);
    }
  }
  return segments;
}
