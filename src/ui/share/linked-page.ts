import { HASH } from "./run-hash.ts";

/** Listens for links to a run, those that the page was opened with and those that are put into its address later. */
export function followRunLinks(page: Document): void {
  const open = async (): Promise<void> => {
    const { hash } = page.location;
    if (!hash.startsWith(HASH)) return;
    const { openRunLink } = await import("./run-opener.ts");
    openRunLink(page, hash);
  };
  addEventListener("hashchange", open);
  open();
}
