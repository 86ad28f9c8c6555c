import { sharedPrototypes } from "../client/shared-prototypes.ts";
import { wholeSession } from "../simulation/driven-session.ts";
import { allowPageCode } from "../simulation/page-code.ts";
import { pageMaker } from "../simulation/page-maker.ts";
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

/** How often it says where it is while code of the reader's runs, in milliseconds. */
const PLACE_EVERY_MS = 200;

/** How long what is between two looks at the clock may take, in milliseconds. */
const LOOK_EVERY_MS = 5;

/** Tells the page from time to time which line is passed. It looks at the clock seldom: a fast loop stays fast. */
function placeTeller(page: MessagePort): (line: number) => void {
  let toldAtMs = clock.now();
  let lookedAtMs = toldAtMs;
  let between = 1;
  let left = 1;
  return (line) => {
    left -= 1;
    if (left > 0) return;
    const nowMs = clock.now();
    between = nowMs - lookedAtMs < LOOK_EVERY_MS ? between * 2 : Math.max(1, Math.floor(between / 4));
    left = between;
    lookedAtMs = nowMs;
    if (nowMs - toldAtMs < PLACE_EVERY_MS) return;
    toldAtMs = nowMs;
    page.postMessage({ sign: "passed", line });
  };
}

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
  allowPageCode(pageMaker(placeTeller(page)));
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
