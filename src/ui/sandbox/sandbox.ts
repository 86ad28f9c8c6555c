import type { SimulatorApi } from "../../simulation/simulator-api.ts";
import { callsTo, type End } from "../../worker/wire.ts";
import type { Backend } from "../simulator-client.ts";

/** How long the sandbox may work without a sign of life before its frame is asked whether it is there, in milliseconds. */
const SILENCE_MS = 1000;

/** How long after that it is stopped, whatever the frame has said, in milliseconds. */
const ANSWER_MS = 800;

/** The question, which the frame gives back as it is. Its loops are its worker's and keep it from nothing. */
const THERE = "there?";

/** How long it may take to come, on a slow line and a slow machine. */
const COMING_MS = 30_000;

const ENDLESS =
  "Stopped: this page's code did not come to an end within two seconds. Is there a loop that never ends, or something that grows without end?";
const GONE =
  "Stopped: the browser has ended this page's code, as it does when there is no memory left. Is there something that grows without end?";
const NOT_COMING = "The sandbox for code of yours could not be loaded. Is there a connection?";

/** What the worker says besides answers. */
type Sign =
  | { readonly sign: "ready" | "alive" }
  | { readonly sign: "passed"; readonly line: number }
  | { readonly sign: "failed"; readonly message: string };

/**
 * Starts a simulation of its own for code of the reader's, in a frame from which nothing can be reached
 * (public/sandbox/index.html). It is ended when it does not answer: no code of the page waits for it.
 */
export function startSandbox(): Backend {
  const wire = new MessageChannel();
  const frame = document.createElement("iframe");
  frame.src = `${import.meta.env.BASE_URL.replace(/\/$/, "")}/sandbox/`;
  frame.title = "Sandbox";
  frame.hidden = true;

  let giveUp: (reason: string) => void = () => undefined;
  const broken = new Promise<string>((resolve) => {
    giveUp = resolve;
  });
  let waiting = 0;
  let ready = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let control: MessagePort | null = null;
  let isThere = false;
  /** The line of the reader's that was passed last, in a call that takes long. */
  let line: number | null = null;
  const ask = (): void => {
    isThere = false;
    control?.postMessage(THERE);
    timer = setTimeout(() => giveUp(withLine(isThere ? ENDLESS : GONE, line)), ANSWER_MS);
  };
  const watch = (): void => {
    clearTimeout(timer);
    if (!ready) timer = setTimeout(() => giveUp(NOT_COMING), COMING_MS);
    else if (waiting > 0) timer = setTimeout(ask, SILENCE_MS);
  };
  wire.port1.addEventListener("message", ({ data }: MessageEvent<Sign | { readonly id: number }>) => {
    if ("sign" in data && data.sign === "passed") {
      line = data.line;
      return;
    }
    line = null;
    if ("id" in data) waiting -= 1;
    else if (data.sign === "ready") ready = true;
    else if (data.sign === "failed") giveUp(failed(data.message));
    watch();
  });
  wire.port1.start();

  const end: End = {
    addEventListener: (type, listener) => wire.port1.addEventListener(type, listener),
    postMessage: (message) => {
      waiting += 1;
      wire.port1.postMessage(message);
      watch();
    },
  };
  /** Hands the simulation to one of the two inner frames. */
  const hand = (source: string, place: number, port: MessagePort): void => {
    const inner = frame.contentWindow?.frames[place];
    const channel = new MessageChannel();
    control = channel.port1;
    control.onmessage = ({ data, ports: [back] }: MessageEvent<string>) => {
      // This browser does not let the first frame tighten its policy after the worker.
      if (back !== undefined && place === 0) hand(source, 1, back);
      else if (data === THERE) isThere = true;
      else giveUp(failed(data));
    };
    // Its origin is opaque and cannot be named.
    if (inner !== undefined) inner.postMessage(source, "*", [port, channel.port2]);
    else giveUp(NOT_COMING);
  };
  bring(frame).then(
    (source) => hand(source, 0, wire.port2),
    () => giveUp(NOT_COMING),
  );
  return {
    api: callsTo<SimulatorApi>(end),
    broken,
    end: () => {
      clearTimeout(timer);
      // A worker in the middle of a loop ends at once when it is told so; with its frame it goes in any case.
      control?.postMessage("end");
      setTimeout(() => frame.remove());
    },
  };
}

/** Puts the frame into the page, and gives the simulation for it. */
async function bring(frame: HTMLIFrameElement): Promise<string> {
  const loaded = new Promise<void>((resolve, reject) => {
    frame.addEventListener("load", () => resolve(), { once: true });
    frame.addEventListener("error", () => reject(new Error("no frame")), { once: true });
  });
  document.body.append(frame);
  const [{ default: source }] = await Promise.all([import("virtual:sandbox-source"), loaded]);
  return source;
}

/** The sentence about what was stopped, and where it was seen last. */
function withLine(message: string, line: number | null): string {
  return line === null ? message : `${message} It was last seen at line ${line}.`;
}

function failed(message: string): string {
  return /memory|allocation|heap/i.test(message)
    ? "Stopped: this page's code needs more memory than there is."
    : `Stopped: ${message}`;
}
