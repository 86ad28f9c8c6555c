import { draftKey } from "./draft-key.ts";

/** The buttons at code that readers may change: each loads the editor when it is pressed. */

const KEPT = "Edit yours";

for (const figure of document.querySelectorAll<HTMLElement>("figure[data-editable]")) {
  const button = figure.querySelector<HTMLButtonElement>("[data-edit]");
  const file = figure.dataset["editable"];
  if (button === null || file === undefined) continue;
  button.hidden = false;
  if (isKept(file)) button.textContent = KEPT;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { openEditor } = await import("./code-editor.tsx");
      await openEditor(figure, file);
    } finally {
      button.disabled = false;
    }
  });
}

function isKept(file: string): boolean {
  try {
    return localStorage.getItem(draftKey(file)) !== null;
  } catch {
    return false;
  }
}
