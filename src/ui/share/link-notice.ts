/** Tells the reader, above everything else on the page, what became of a link. */
export function tellOfLink(page: Document, message: string): void {
  page.querySelector(".link-notice")?.remove();
  const box = page.createElement("div");
  box.className = "link-notice";
  const text = page.createElement("p");
  text.role = "alert";
  const close = page.createElement("button");
  Object.assign(close, { type: "button", className: "plain", textContent: "Close" });
  close.addEventListener("click", () => box.remove());
  box.append(text, close);
  page.querySelector("main")?.prepend(box);
  // An alert is read out when its text comes into a place that is there.
  text.textContent = message;
  box.scrollIntoView({ block: "nearest" });
}
