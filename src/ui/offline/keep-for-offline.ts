/**
 * Keeps the site for reading without a network, and offers a new version of it. Nothing changes before the reader says
 * so: until then the pages are those of the version that they began with.
 */
export async function keepForOffline(page: Document, script: string): Promise<void> {
  const workers = navigator.serviceWorker;
  const wasKept = workers.controller !== null;
  const registration = await workers.register(script);
  let asked = false;

  const bar = () => import("./update-bar.ts");
  // Ahead of need: when another tab has renewed the site, the files of this page's version are gone.
  if (wasKept) bar().catch(() => undefined);
  const showBar = async (words: string, deed: string, act: () => void): Promise<void> => {
    const { show } = await bar();
    show(page, words, deed, act);
  };

  const offer = (worker: ServiceWorker): void => {
    showBar("There is a newer version of this site.", "Use it now", () => {
      asked = true;
      worker.postMessage({ type: "SKIP_WAITING" });
    });
  };
  if (registration.waiting !== null && wasKept) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      // The first one of all replaces nothing.
      if (worker.state === "installed" && workers.controller !== null) offer(worker);
    });
  });
  workers.addEventListener("controllerchange", () => {
    if (asked) page.location.reload();
    else if (wasKept)
      showBar("This site was renewed in another tab.", "Load it anew", () => page.location.reload());
  });
}
