/**
 * Keeps the site for reading without a network, and offers a new version of it. Nothing changes before the reader says
 * so: until then the pages are those of the version that they began with.
 */
export async function keepForOffline(page: Document, script: string): Promise<void> {
  const workers = navigator.serviceWorker;
  const wasKept = workers.controller !== null;
  const registration = await workers.register(script);
  let asked = false;

  const offer = (worker: ServiceWorker): void => {
    showBar(page, "There is a newer version of this site.", "Use it now", () => {
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
      showBar(page, "This site was renewed in another tab.", "Load it anew", () => page.location.reload());
  });
}

function showBar(page: Document, words: string, deed: string, act: () => void): void {
  page.querySelector(".update-bar")?.remove();
  const bar = page.createElement("aside");
  bar.className = "update-bar";
  bar.setAttribute("role", "status");
  const text = page.createElement("p");
  text.textContent = `${words} What you have solved and written is kept; runs of your own begin anew.`;
  bar.append(
    text,
    button(page, deed, act),
    button(page, "Later", () => bar.remove()),
  );
  page.body.append(bar);
}

function button(page: Document, words: string, act: () => void): HTMLButtonElement {
  const made = page.createElement("button");
  made.type = "button";
  made.className = "plain";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}
