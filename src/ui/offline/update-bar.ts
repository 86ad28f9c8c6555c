/** A bar at the foot of the page that offers one deed, or to leave it for later. */
export function show(page: Document, words: string, deed: string, act: () => void): void {
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
