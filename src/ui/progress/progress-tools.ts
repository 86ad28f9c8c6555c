import { MOST_BYTES, NO_PROGRESS, readProgress, writeProgress } from "./progress.ts";
import { eraseProgress, type Kept, keptProgress, replaceProgress } from "./progress-store.ts";

const FILE_NAME = "rejoin-progress.json";
const BLOCKED =
  "This browser keeps nothing for this site (its storage is blocked or full), so your progress lasts as long as the page. A file works all the same.";

/** Saving to a file, taking from one, and erasing; `changed` shows the new state everywhere else. */
export function startTools(tools: HTMLElement, changed: () => void): void {
  const part = (name: string) => tools.querySelector<HTMLElement>(`[data-progress-${name}]`);
  const on = (name: string, act: () => void) => part(name)?.addEventListener("click", act);
  const said = part("said");
  const sure = part("sure");
  const field = part("import");

  const say = (text: string, bad = false): void => {
    if (said === null) return;
    said.textContent = text;
    said.classList.toggle("is-bad", bad);
  };
  const done = (kept: Kept, text: string): void => {
    say(kept.is === "blocked" ? `${text} ${BLOCKED}` : text);
    changed();
  };
  const ask = (asking: boolean): void => {
    if (sure !== null) sure.hidden = !asking;
    // The button that had the focus goes with the question.
    part(asking ? "keep" : "erase")?.focus();
  };

  on("export", () => {
    const { is, progress } = keptProgress();
    if (is === "unreadable") say("There is nothing to save: what is stored cannot be read.", true);
    else if (progress === NO_PROGRESS) say("There is nothing to save yet.");
    else {
      save(tools.ownerDocument, writeProgress(progress));
      say(`Saved as ${FILE_NAME}, where your browser puts what it downloads.`);
    }
  });
  field?.addEventListener("change", async () => {
    if (!(field instanceof HTMLInputElement)) return;
    const [file] = field.files ?? [];
    if (file === undefined) return;
    const reading = readProgress(await textOf(file));
    // The same file may be chosen again.
    field.value = "";
    if (reading.ok) done(replaceProgress(reading.progress), `Taken from ${file.name}.`);
    else say(`${file.name} was not taken: ${reading.problem}. Nothing has changed.`, true);
  });
  on("erase", () => ask(true));
  on("keep", () => ask(false));
  on("erase-now", () => {
    ask(false);
    done(eraseProgress(), "Erased. The course is new to you.");
  });

  const kept = keptProgress();
  if (kept.is === "blocked") say(BLOCKED);
  if (kept.is === "unreadable") {
    say(
      `What is stored cannot be read: ${kept.problem}. It is left as it is until you erase it or take your progress from a file.`,
      true,
    );
  }
  tools.hidden = false;
}

/** A file that is far too large is not read at all. */
async function textOf(file: File): Promise<string> {
  return file.size > MOST_BYTES ? " ".repeat(MOST_BYTES + 1) : file.text();
}

function save(page: Document, text: string): void {
  const link = page.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = FILE_NAME;
  link.click();
  // Not at once: the browser has yet to begin.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
