import { Serwist } from "serwist";

/** Every file of the site; `cli/service-worker.ts` writes it when it bundles this file. */
declare const SITE_FILES: readonly { readonly url: string; readonly revision: string | null }[];

// A new version waits until no page of the old one is open, or a reader asks for it (`SKIP_WAITING`): nothing changes
// in the middle of a lesson.
const serwist = new Serwist({
  precacheEntries: [...SITE_FILES],
  // The search asks for its index under the time of day.
  precacheOptions: { ignoreURLParametersMatching: [/^utm_/, /^ts$/] },
  // The page of the first visit, too, finds what it loads later without a network.
  clientsClaim: true,
  skipWaiting: false,
  disableDevLogs: true,
  runtimeCaching: [
    { matcher: ({ request }) => request.mode === "navigate", handler: ({ request }) => visited(request) },
  ],
});

/** An address that is no file of the site: what the host says of it, or would say if it were there. */
async function visited(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const address = new URL(request.url);
    const isFolder = serwist.getPrecacheKeyForUrl(`${address.pathname}/index.html`) !== undefined;
    if (isFolder) return Response.redirect(`${address.origin}${address.pathname}/${address.search}`);
    const unknown = await serwist.matchPrecache("404.html");
    if (unknown === undefined) throw error;
    return unknown;
  }
}

serwist.addEventListeners();
