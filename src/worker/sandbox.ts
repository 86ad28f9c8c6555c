import { sharedPrototypes } from "../client/shared-prototypes.ts";
import { wholeSession } from "../simulation/driven-session.ts";
import { allowPageCode } from "../simulation/page-code.ts";
import { makePage } from "../simulation/page-maker.ts";
import type { Drive } from "../simulation/reader-session.ts";
import { sealRealm } from "./sealed-realm.ts";
import { serve } from "./wire.ts";

/**
 * The simulation for code of readers, made from a blob by the frame in public/sandbox/index.html: all in one file, as
 * nothing can be loaded from there.
 */

/** How often it says that it is alive while it works, in milliseconds. */
const SIGN_EVERY_MS = 100;

const { port1: here, port2: there } = new MessageChannel();
const clock = performance;
let goOn: () => void = () => undefined;
there.onmessage = () => goOn();

/** Until a task of the event loop has had its turn, and so every promise before it. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    goOn = resolve;
    here.postMessage(null);
  });

/** Begins to answer the page's calls. */
async function begin(page: MessagePort): Promise<void> {
  let signedAtMs = clock.now();
  const drive: Drive = async (steps) => {
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
      await turn();
      const nowMs = clock.now();
      if (nowMs - signedAtMs < SIGN_EVERY_MS) continue;
      signedAtMs = nowMs;
      page.postMessage({ sign: "alive" });
    }
  };
  const session = await wholeSession(drive);
  allowPageCode(makePage);
  // A promise that is rejected and that nobody heeds is the page's affair.
  addEventListener("unhandledrejection", (event) => event.preventDefault());
  serve(session, page);
  // From here on nobody can listen to anything any more.
  sealRealm(sharedPrototypes());
  page.start();
  page.postMessage({ sign: "ready" });
}

addEventListener(
  "message",
  ({ ports: [page] }: MessageEvent) => {
    if (page === undefined) return;
    begin(page).catch((error: unknown) => page.postMessage({ sign: "failed", message: String(error) }));
  },
  { once: true },
);

// It stands: the frame hands it the page's end of the wire.
postMessage(null);
