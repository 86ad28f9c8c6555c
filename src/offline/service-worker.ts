import { Serwist } from "serwist";

/** Every file of the site; `cli/service-worker.ts` writes it when it bundles this file. */
declare const SITE_FILES: readonly { readonly url: string; readonly revision: string | null }[];

// A new version waits until no page of the old one is open, or a reader asks for it (`SKIP_WAITING`): nothing changes
// in the middle of a lesson.
new Serwist({
  precacheEntries: [...SITE_FILES],
  // The search asks for its index under the time of day.
  precacheOptions: { ignoreURLParametersMatching: [/^utm_/, /^ts$/] },
  // The page of the first visit, too, finds what it loads later without a network.
  clientsClaim: true,
  skipWaiting: false,
  disableDevLogs: true,
}).addEventListeners();
